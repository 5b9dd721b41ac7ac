import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freePorts, isFree, listenOnLoopback } from '../../../localstack/local-only/ports.ts';

describe('loopback ports', () => {
  it('gives different free ports', async () => {
    const ports = await freePorts(3);

    expect(new Set(ports).size).toBe(3);
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true, true]);
  });

  it('recognizes a port that is in use', async () => {
    const server = createServer();
    const port = await listenOnLoopback(server, 0);

    expect(await isFree(port)).toBe(false);
    await expect(listenOnLoopback(createServer(), port)).rejects.toThrow('EADDRINUSE');

    await new Promise((resolve) => server.close(resolve));
  });

  it('listens on 127.0.0.1 only', async () => {
    const server = createServer();
    await listenOnLoopback(server, 0);

    expect(server.address()).toMatchObject({ address: '127.0.0.1' });

    await new Promise((resolve) => server.close(resolve));
  });
});
