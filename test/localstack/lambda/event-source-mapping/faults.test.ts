import { expect, it } from 'vitest';
import { faultInjector, NO_FAULTS } from '../../../../localstack/lambda/event-source-mapping/faults.ts';

it('injects nothing by default', () => {
  const next = faultInjector(NO_FAULTS);

  expect(new Set(Array.from({ length: 100 }, next))).toEqual(new Set(['none']));
});

it('gives the same faults for the same seed', () => {
  const settings = {
    duplicateDelivery: 0.2,
    rebalanceMidBatch: 0.2,
    dropAnswer: 0.2,
    secondPoller: 0.2,
    seed: 7,
  };
  const draw = (seed: number) => Array.from({ length: 50 }, faultInjector({ ...settings, seed }));

  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const kinds = draw(7).map((fault) => (typeof fault === 'object' ? 'second-poller' : fault));
  expect(new Set(kinds).size).toBe(5);
});
