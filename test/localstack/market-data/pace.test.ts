import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatPace,
  type Pace,
  paced,
  parsePace,
  systemTimer,
} from '../../../localstack/market-data/pace.ts';
import { type TimedTick, timedTick } from '../../../localstack/market-data/timed-tick.ts';
import { ManualTimer } from './manual-timer.ts';

const START = Date.UTC(2024, 0, 2, 3, 45);
const tick = (after: number): TimedTick =>
  timedTick(START + after, { instrument_token: 101, last_price: 50 });
const offsetsOf = (ticks: readonly TimedTick[]): number[] => ticks.map(({ at }) => at - START);

/** What was sent when: [milliseconds since the start, offsets of the ticks in market time]. */
const run = async (
  ticks: readonly TimedTick[],
  pace: Pace,
  options: {
    lingerMs?: number;
    batchSize?: number;
    maxSilenceMs?: number;
    sendMs?: number;
    openedAgoMs?: number;
  } = {},
) => {
  const timer = new ManualTimer();
  const started = timer.now();
  const sent: [number, number[]][] = [];
  const { openedAgoMs, ...others } = options;
  const opened = openedAgoMs === undefined ? {} : { openedAt: started - openedAgoMs };
  for await (const batch of paced([ticks], pace, { timer, ...others, ...opened })) {
    sent.push([timer.now() - started, offsetsOf(batch)]);
    timer.pass(options.sendMs ?? 0);
  }
  return sent;
};

describe('parsePace', () => {
  it.each(['real', 'max', 'lockstep', '20x', '0.5x'])('reads %s, and formats it again', (text) => {
    expect(formatPace(parsePace(text))).toBe(text);
  });

  it.each(['', 'fast', '0x', '-1x', 'x', '10', '1e3x', '9999999999x'])('refuses "%s"', (text) => {
    expect(() => parsePace(text)).toThrow(`pace "${text}" is not one of real, lockstep, max`);
  });
});

describe('paced', () => {
  it('at market speed sends each tick when it is due', async () => {
    const sent = await run([tick(0), tick(100), tick(350)], parsePace('real'), { lingerMs: 0 });

    expect(sent).toEqual([
      [0, [0]],
      [100, [100]],
      [350, [350]],
    ]);
  });

  it('of a market that opened before sends what was due at once, then each tick when it is due', async () => {
    const sent = await run([tick(0), tick(100), tick(350)], parsePace('real'), {
      lingerMs: 0,
      openedAgoMs: 250,
    });

    expect(sent).toEqual([
      [0, [0, 100]],
      [100, [350]],
    ]);
  });

  it('at a multiple divides the time between ticks', async () => {
    const sent = await run([tick(0), tick(100), tick(350)], parsePace('10x'), { lingerMs: 0 });

    expect(sent.map(([at]) => at)).toEqual([0, 10, 35]);
  });

  it('sends ticks together that fall due within the linger', async () => {
    const sent = await run([tick(0), tick(1), tick(4), tick(7), tick(8)], parsePace('real'), { lingerMs: 5 });

    expect(sent).toEqual([
      [0, [0]],
      [5, [1, 4]],
      [10, [7, 8]],
    ]);
  });

  it('catches up in one batch after a slow send, and is on time again', async () => {
    const ticks = [0, 10, 20, 30, 40, 200].map(tick);

    const sent = await run(ticks, parsePace('real'), { lingerMs: 0, sendMs: 35 });

    expect(sent).toEqual([
      [0, [0]],
      [35, [10, 20, 30]],
      [70, [40]],
      [200, [200]],
    ]);
  });

  it('catches up in batches of at most batchSize', async () => {
    const ticks = Array.from({ length: 7 }, () => tick(0));

    const sent = await run(ticks, parsePace('real'), { batchSize: 3 });

    expect(sent.map(([, offsets]) => offsets.length)).toEqual([3, 3, 1]);
  });

  it('skips a long interval without ticks', async () => {
    const night = 18 * 3_600_000;

    const sent = await run([tick(0), tick(50), tick(night), tick(night + 20)], parsePace('real'), {
      lingerMs: 0,
    });

    expect(sent).toEqual([
      [0, [0]],
      [50, [50, night]],
      [70, [night + 20]],
    ]);
  });

  it('at max never sleeps', async () => {
    const sent = await run(
      Array.from({ length: 5 }, (_, i) => tick(i * 1_000)),
      parsePace('max'),
      { batchSize: 2 },
    );

    expect(sent).toEqual([
      [0, [0, 1_000]],
      [0, [2_000, 3_000]],
      [0, [4_000]],
    ]);
  });

  it('at max with a lead sends ticks of so much market time together', async () => {
    const ticks = [0, 400, 1_000, 1_001, 1_500, 9_000].map((at) => tick(at));

    const sent = await run(ticks, { kind: 'max', leadMs: 1_000 });

    expect(sent.map(([, offsets]) => offsets)).toEqual([[0, 400, 1_000], [1_001, 1_500], [9_000]]);
  });

  it('in lockstep sends one tick at a time', async () => {
    const sent = await run([tick(0), tick(0), tick(5)], parsePace('lockstep'));

    expect(sent.map(([, offsets]) => offsets)).toEqual([[0], [0], [5]]);
  });

  it('loses, doubles and reorders no tick, and sends none early, at any pace and speed of sending', async () => {
    const gaps = fc.array(fc.nat(400), { maxLength: 40 });
    const pace = fc.constantFrom('real', '3x', 'max', 'lockstep').map(parsePace);
    const options = fc.record({
      batchSize: fc.integer({ min: 1, max: 10 }),
      lingerMs: fc.nat(20),
      sendMs: fc.nat(50),
    });
    await fc.assert(
      fc.asyncProperty(gaps, pace, options, async (between, speed, settings) => {
        let at = 0;
        const ticks = between.map((gap) => {
          at += gap;
          return tick(at);
        });

        const sent = await run(ticks, speed, settings);

        expect(sent.flatMap(([, offsets]) => offsets)).toEqual(offsetsOf(ticks));
        if (speed.kind === 'timed') {
          for (const [when, offsets] of sent) {
            const due = (Math.max(...offsets) - (between[0] ?? 0)) / speed.speed;
            expect(when).toBeGreaterThanOrEqual(due - 1e-6);
          }
        }
      }),
    );
  });

  it('asks the source for more only when the last batch has been dealt with', async () => {
    let made = 0;
    const source = (function* () {
      for (;;) {
        made += 1;
        yield [tick(made)];
      }
    })();

    const batches = paced(source, parsePace('max'), { timer: new ManualTimer() });
    await batches.next();
    await batches.next();

    expect(made).toBe(2);
  });

  it.each(['real', 'max', 'lockstep'])('ends at %s when the signal aborts', async (pace) => {
    const abort = new AbortController();
    const endless = (function* () {
      for (let after = 0; ; after += 1_000) yield [tick(after)];
    })();
    let batches = 0;

    for await (const _ of paced(endless, parsePace(pace), {
      timer: new ManualTimer(),
      signal: abort.signal,
    })) {
      batches += 1;
      if (batches === 3) abort.abort();
    }

    expect(batches).toBe(3);
  });
});

describe('systemTimer', () => {
  it('wakes when the signal aborts', async () => {
    const abort = new AbortController();
    const sleep = systemTimer.sleep(3_600_000, abort.signal);

    abort.abort();

    await expect(sleep).resolves.toBeUndefined();
  });
});
