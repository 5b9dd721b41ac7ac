import { setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { type WebSocket, WebSocketServer } from 'ws';
import { packetBytes } from '../../shared/kite/ticker/packets.ts';

/*
 * A ticker in a process of its own: full packets of all subscribed instruments in turn, at a rate that its parent sets by
 * message. It prints its port.
 */
const { values } = parseArgs({ options: { rate: { type: 'string', default: '1000' } } });
let rate = Number(values.rate);

const SLOT_MS = 10;
/** Kite puts hundreds of packets into a frame when many instruments change. */
const PACKETS_PER_FRAME = 100;
/** A socket that its reader does not empty gets nothing more. */
const MAX_BUFFERED_BYTES = 4_000_000;
const PACKET_BYTES = 184;

const level = (price: number) => ({ quantity: 75, price, orders: 3 });

const templateOf = (token: number): Buffer =>
  packetBytes({
    kind: 'tradable',
    token,
    ltp: 100_000,
    lastQuantity: 10,
    averagePrice: 100_000,
    volume: 1,
    buyQuantity: 5_000,
    sellQuantity: 6_000,
    open: 99_000,
    high: 101_000,
    low: 98_000,
    close: 99_500,
    full: {
      tradeTime: 0,
      oi: 0,
      oiHigh: 0,
      oiLow: 0,
      exchangeTime: 0,
      buy: [99_995, 99_990, 99_985, 99_980, 99_975].map(level),
      sell: [100_005, 100_010, 100_015, 100_020, 100_025].map(level),
    },
  });

interface Client {
  readonly socket: WebSocket;
  readonly packets: Buffer[];
  next: number;
}

const clients = new Set<Client>();
let sent = 0;
let volume = 0;

const frameOf = (client: Client, count: number): Buffer => {
  const frame = Buffer.allocUnsafe(2 + count * (2 + PACKET_BYTES));
  frame.writeUInt16BE(count, 0);
  const second = Math.floor(Date.now() / 1_000);
  for (let place = 0, at = 2; place < count; place += 1, at += 2 + PACKET_BYTES) {
    const packet = client.packets[client.next % client.packets.length];
    if (packet === undefined) break;
    client.next += 1;
    volume += 1;
    packet.writeUInt32BE(100_000 + 5 * (volume % 200), 4);
    packet.writeUInt32BE(volume, 16);
    packet.writeUInt32BE(second, 44);
    packet.writeUInt32BE(second, 60);
    frame.writeUInt16BE(PACKET_BYTES, at);
    packet.copy(frame, at + 2);
  }
  return frame;
};

let before = performance.now();
let due = 0;
setInterval(() => {
  const now = performance.now();
  due += (rate * (now - before)) / 1_000;
  before = now;
  const share = Math.floor(due / Math.max(1, clients.size));
  if (share < 1) return;
  due -= share * clients.size;
  for (const client of clients) {
    if (client.packets.length === 0 || client.socket.bufferedAmount > MAX_BUFFERED_BYTES) continue;
    for (let left = share; left > 0; left -= PACKETS_PER_FRAME) {
      const count = Math.min(left, PACKETS_PER_FRAME);
      client.socket.send(frameOf(client, count));
      sent += count;
    }
  }
}, SLOT_MS);

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
server.on('connection', (socket) => {
  const client: Client = { socket, packets: [], next: 0 };
  clients.add(client);
  socket.on('close', () => clients.delete(client));
  socket.on('message', (data) => {
    const request = JSON.parse(data.toString());
    if (request.a === 'subscribe') client.packets.push(...request.v.map(templateOf));
  });
});
process.on('message', (message: { readonly rate?: number }) => {
  if (message.rate !== undefined) rate = message.rate;
  process.send?.({ sent });
});
process.once('disconnect', () => process.exit());
