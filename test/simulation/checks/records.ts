import { SCOPES } from '../../../shared/events/brokers.ts';
import { stageOf } from '../../../shared/events/pipeline.ts';
import { eventTopics, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import type { CheckEvidence } from './evidence.ts';

const TICKS = SHARED_TOPICS.marketTicks.name;

/** The journal has every event of its topics, in each of its versions, and nothing else. */
export const journalEntries: CheckEvidence = async (evidence) => {
  const expected = new Set<string>();
  for (const scope of SCOPES) {
    for (const { name, broker } of eventTopics()) {
      if (broker !== scope || name === TICKS) continue;
      for (const { text } of evidence.takenBy(`${scope}.journal`, name)) expected.add(text);
    }
  }
  const found = (await evidence.tables.scan('journal')).map(({ event }) => String(event));
  const written = new Set(found);
  return [
    ...[...expected]
      .filter((text) => !written.has(text))
      .map((text) => `the journal has no entry of ${text}`),
    ...found
      .filter((text) => !expected.has(text))
      .map((text) => `the journal has an entry without an event: ${text}`),
    ...(found.length > written.size
      ? [`${found.length - written.size} entries of the journal are twice in it`]
      : []),
  ];
};

/** The last price of an instrument is that of its newest tick; of several at one time, of the last one in the log. */
export const lastPrices: CheckEvidence = async (evidence) => {
  const newest = new Map<number, MarketTick>();
  const seen = new Set<string>();
  for (const { event } of evidence.takenBy(stageOf('price-recorder', 'shared').name, TICKS)) {
    if (event.type !== 'market_tick' || seen.has(event.id)) continue;
    seen.add(event.id);
    const before = newest.get(event.data.instrument_token);
    if (before === undefined || event.data.timestamp >= before.timestamp) {
      newest.set(event.data.instrument_token, event.data);
    }
  }
  const items = new Map(
    (await evidence.tables.scan('last-prices')).map((item) => [item.instrument_token, item]),
  );
  return [...newest.values()].flatMap(({ instrument_token, last_price, timestamp }) => {
    const item = items.get(instrument_token);
    return item?.last_price === last_price && item.timestamp === timestamp
      ? []
      : [
          `the last price of ${instrument_token} is ${item?.last_price} of ${item?.timestamp}, its newest tick says ${last_price} at ${timestamp}`,
        ];
  });
};
