import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort, requirePort } from '../../../../localstack/dev/cloud/ports.ts';

describe('ports', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it('finds a free port', async () => {
    const port = await freePort();

    server = createServer().listen(port, '127.0.0.1');
    await new Promise((listening, failed) => server?.once('listening', listening).once('error', failed));

    expect(server.address()).toMatchObject({ port });
  });

  it('accepts an unused port', async () => {
    await expect(requirePort(await freePort(), 'the API', '--http-port')).resolves.toBeUndefined();
  });

  it('refuses a taken port, with its use and the option that changes it', async () => {
    const port = await freePort();
    server = createServer().listen(port, '127.0.0.1');
    await new Promise((listening) => server?.once('listening', listening));

    await expect(requirePort(port, 'the API', '--http-port')).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `port ${port} for the API is taken: stop what uses it, or choose another with --http-port`,
    });
  });
});
