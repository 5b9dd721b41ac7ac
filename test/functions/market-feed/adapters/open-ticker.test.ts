import { describe, expect, it } from 'vitest';
import { openTickerOf } from '../../../../functions/market-feed/adapters/open-ticker.ts';
import type { MarketTick } from '../../../../shared/events/types.ts';
import { FakeKite } from '../../../shared/kite/ticker/fake-kite.ts';
import { fullFrame, INFY, MONDAY_TEN, RELIANCE, TOKEN } from '../../../shared/kite/ticker/support.ts';
import { ManualTimer } from '../../../support/manual-timer.ts';

const setUp = () => {
  const timer = new ManualTimer(MONDAY_TEN);
  const kite = new FakeKite();
  const ticks: MarketTick[] = [];
  const logs: string[] = [];
  const log = { info: (text: string) => logs.push(text), warn: (text: string) => logs.push(text) };
  const options = {
    url: 'wss://ws.kite.trade',
    clock: timer,
    timer,
    random: () => 0.5,
    openSocket: kite.open,
  };
  const open = openTickerOf(options, log);
  const ticker = open({ apiKey: 'key1', accessToken: TOKEN }, (some) => ticks.push(...some));
  return { timer, kite, ticks, logs, ticker };
};

describe("Kite's ticker, as the feed sees it", () => {
  it('is complete once all instruments are subscribed, and passes their ticks on', async () => {
    const { timer, kite, ticks, ticker } = setUp();
    ticker.subscribe(
      new Map([
        [RELIANCE, 'full'],
        [INFY, 'full'],
      ]),
    );
    await timer.advance(0);
    expect(ticker.status()).toMatchObject({ isComplete: false, sockets: 0 });

    kite.last.events.opened();
    kite.last.events.binary(fullFrame(INFY, MONDAY_TEN));

    expect(ticker.status()).toEqual({
      sockets: 1,
      isComplete: true,
      isRefused: false,
      reconnects: 0,
      unknownPackets: 0,
    });
    expect(ticks.map(({ instrument_token }) => instrument_token)).toEqual([INFY]);
  });

  it.each([
    [{ kind: 'refused', status: 502 }, 'Kite answered with HTTP 502', false],
    [{ kind: 'refused', status: 403 }, 'Kite answered with HTTP 403', true],
    [{ kind: 'failed', code: 'ECONNREFUSED' }, 'Kite cannot be reached (ECONNREFUSED)', false],
    [{ kind: 'closed', code: 1_006 }, 'Kite closed the connection (code 1006)', false],
  ] as const)('says after %o that %s', async (end, problem, isRefused) => {
    const { timer, kite, ticker } = setUp();
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);

    kite.last.end(end);

    expect(ticker.status()).toMatchObject({ isComplete: false, isRefused, problem, reconnects: 1 });
    expect(JSON.stringify(ticker.status())).not.toContain(TOKEN);
  });

  it('counts frames that it cannot read', async () => {
    const { timer, kite, ticker } = setUp();
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);
    kite.last.events.opened();

    kite.last.events.binary(Buffer.from([0, 1, 0, 3, 1, 2, 3]));

    expect(ticker.status().unknownPackets).toBe(1);
  });

  it('logs errors that Kite sends, and calls no handler after it is closed', async () => {
    const { timer, kite, logs, ticks, ticker } = setUp();
    ticker.subscribe(new Map([[INFY, 'full']]));
    await timer.advance(0);
    const socket = kite.last;
    socket.events.opened();
    socket.events.text('{"type":"error","data":"Too many tokens"}');

    await ticker.close();
    socket.events.binary(fullFrame(INFY, MONDAY_TEN));

    expect(logs).toEqual(['Kite sent an error']);
    expect(ticks).toEqual([]);
  });
});
