import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { openWebSocket, type SocketEnd } from '../../../../shared/kite/ticker/web-socket.ts';

/** What a connection said, in order, until it ended. */
const conversation = (
  port: number,
  opened: (socket: ReturnType<typeof openWebSocket>) => void = () => {},
) => {
  const said: unknown[] = [];
  const ended = new Promise<SocketEnd>((resolve) => {
    const socket = openWebSocket(new URL(`ws://127.0.0.1:${port}/?access_token=secret`), {
      opened: () => {
        said.push('opened');
        opened(socket);
      },
      binary: (frame) => said.push([...frame]),
      text: (content) => said.push(content),
      ended: resolve,
    });
  });
  return { said, ended };
};

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const webSocketServer = async (serve: (socket: WebSocket, url: string) => void): Promise<number> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => serve(socket, request.url ?? ''));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
  });
  return portOf(server);
};

it('gives binary and text frames, and sends text', async () => {
  const received: string[] = [];
  const port = await webSocketServer((socket, url) => {
    received.push(url);
    socket.on('message', (data) => {
      received.push(data.toString());
      socket.send(Buffer.from([0]));
      socket.send('{"type":"message"}');
      socket.close(1_001);
    });
  });
  const { said, ended } = conversation(port, (socket) => socket.send('{"a":"subscribe","v":[1]}'));
  expect(await ended).toEqual({ kind: 'closed', code: 1_001 });
  expect(said).toEqual(['opened', [0], '{"type":"message"}']);
  expect(received).toEqual(['/?access_token=secret', '{"a":"subscribe","v":[1]}']);
});

it.each([403, 429, 502, 200])('ends with the status %d of a server that does not upgrade', async (status) => {
  const server = createServer((_request, response) => response.writeHead(status).end('<html>no</html>'));
  server.on('upgrade', (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno`);
  });
  expect(await conversation(await portOf(server)).ended).toEqual({ kind: 'refused', status });
});

it('follows no redirect, which would carry the token elsewhere', async () => {
  let followed = 0;
  const elsewhere = await webSocketServer(() => {
    followed += 1;
  });
  const server = createServer();
  server.on('upgrade', (_request, socket) => {
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:${elsewhere}/\r\n\r\n`);
  });
  expect(await conversation(await portOf(server)).ended).toEqual({ kind: 'refused', status: 302 });
  expect(followed).toBe(0);
});

it('ends a connection whose frame is larger than any that Kite sends', async () => {
  const port = await webSocketServer((socket) => socket.send(Buffer.alloc(1_048_577)));
  const { said, ended } = conversation(port);
  expect(await ended).toMatchObject({ kind: 'closed' });
  expect(said).toEqual(['opened']);
});

it('asks for no compression', async () => {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  const extensions = new Promise<string>((resolve) => {
    sockets.on('connection', (socket) => {
      resolve(socket.extensions);
      socket.close();
    });
  });
  await conversation(await portOf(server)).ended;
  expect(await extensions).toBe('');
});

it('ends with the error code of the network', async () => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await conversation(port).ended).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
});

it('ends when it is cut before it opens', async () => {
  const server = createServer();
  server.on('upgrade', () => undefined);
  const port = await portOf(server);
  const end = await new Promise<SocketEnd>((resolve) => {
    const socket = openWebSocket(new URL(`ws://127.0.0.1:${port}/`), {
      opened: () => undefined,
      binary: () => undefined,
      text: () => undefined,
      ended: resolve,
    });
    socket.terminate();
  });
  expect(end).toEqual({ kind: 'failed', code: 'UNKNOWN' });
});

it('closes with an answer of the server', async () => {
  const port = await webSocketServer(() => undefined);
  expect(await conversation(port, (socket) => socket.close()).ended).toEqual({ kind: 'closed', code: 1_000 });
});

it('ends with 1006 when the server is cut off', async () => {
  const port = await webSocketServer((socket) => socket.terminate());
  expect(await conversation(port).ended).toEqual({ kind: 'closed', code: 1_006 });
});
