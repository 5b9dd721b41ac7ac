import { expect, it } from 'vitest';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { eventSourcesOf } from '../../../infra/stack/event-sources.ts';
import { deployment } from '../deployments.ts';

/** Seconds for which each function that reads ticks gathers them. */
const windowsWith = (given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    STAGE_FUNCTIONS.filter(({ consumes }) => consumes.includes('market.ticks')).map((stage) => {
      const [source] = eventSourcesOf(deployment(given), stage);
      return [stage.name, (source && 'msk' in source ? source.msk : source?.kafka)?.maximumBatchingWindow];
    }),
  );

it('gathers ticks for a second for the last prices, and not for strategies', () => {
  expect(windowsWith({})).toEqual({ 'price-recorder': 1, 'strategy-runner': 0 });
});

it.each([
  ['0', 0],
  ['5', 5],
])('gathers ticks for %s seconds for the last prices if the deployment says so', (given, seconds) => {
  expect(windowsWith({ priceWindowSeconds: given })).toEqual({
    'price-recorder': seconds,
    'strategy-runner': 0,
  });
});

it.each(['-1', '11', 'no', '0.5'])('refuses a window of %j seconds', (given) => {
  expect(() => windowsWith({ priceWindowSeconds: given })).toThrow(/priceWindowSeconds/);
});
