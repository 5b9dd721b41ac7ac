import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { kiteTicker } from '../../../../shared/kite/ticker/kite-ticker.ts';
import { systemClock, systemTimer } from '../../../../shared/ports/clock.ts';
import { fullFrame, INFY, TOKEN } from './support.ts';

it('receives ticks over a real socket, opens again after a cut, and closes', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  await once(server, 'listening');
  const requests: string[] = [];
  server.on('connection', (socket, { url }) => {
    requests.push(String(url));
    socket.on('message', (data) => {
      requests.push(data.toString());
      if (data.toString().includes('"mode"')) socket.send(fullFrame(INFY, Date.now()));
    });
  });
  const ticks: MarketTick[] = [];
  const { promise: reopened, resolve } = Promise.withResolvers<void>();
  const ticker = kiteTicker({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: async () => ({ apiKey: 'key1', accessToken: TOKEN }),
    onTicks: (some) => {
      ticks.push(...some);
      if (ticks.length === 1) for (const client of server.clients) client.terminate();
      else resolve();
    },
    clock: systemClock,
    timer: systemTimer,
    random: () => 0,
  });
  ticker.subscribe(new Map([[INFY, 'full']]));
  await reopened;
  await ticker.close();

  expect(ticks.map(({ instrument_token }) => instrument_token)).toEqual([INFY, INFY]);
  const life = [
    `/?api_key=key1&access_token=${TOKEN}`,
    `{"a":"subscribe","v":[${INFY}]}`,
    `{"a":"mode","v":["full",[${INFY}]]}`,
  ];
  expect(requests).toEqual([...life, ...life]);
  expect(ticker.stats()).toMatchObject({ opened: 2, ticks: 2, packets: 2, lost: { closed: 1 } });
});
