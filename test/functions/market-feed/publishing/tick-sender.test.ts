import { expect, it } from 'vitest';
import { TickSender } from '../../../../functions/market-feed/publishing/tick-sender.ts';
import type { OutgoingRecord } from '../../../../shared/ports/record.ts';
import { VirtualTime } from '../../../support/virtual-time.ts';
import { MONDAY, tickOf } from '../world.ts';

it('sends a batch again whose announcement failed, and announces it once', async () => {
  const virtual = new VirtualTime();
  const published: OutgoingRecord[] = [];
  const announced: number[] = [];
  let failures = 3;
  let refusals = 2;
  const sender = new TickSender({
    publisher: {
      publish: async (records) => {
        refusals -= 1;
        if (refusals >= 0) throw new Error('Kafka is down');
        published.push(...records);
      },
    },
    time: {
      now: () => MONDAY + virtual.now(),
      elapsed: () => virtual.now(),
      sleep: (milliseconds) => virtual.sleep(milliseconds),
    },
    log: { info: () => undefined, warn: () => undefined },
    mayPublish: () => true,
    onBatch: (ticks) => {
      failures -= 1;
      if (failures >= 0) throw new Error('no moment can be published');
      announced.push(ticks.length);
    },
  });

  await virtual.run(
    (async () => {
      sender.start([], virtual.now());
      sender.offer([tickOf(738_561, MONDAY, 1_000, 1)], virtual.now());
      await virtual.sleep(10_000);
    })(),
  );

  expect(published).toHaveLength(1);
  expect(announced).toEqual([1]);
  expect(sender.ticks).toBe(1);
  expect(sender.failure).toBeUndefined();
});
