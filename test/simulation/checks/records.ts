import { PIPELINE, readersOf, stageOf } from '../../../shared/events/pipeline.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import { isForAnother } from '../../../shared/kernel/redrive.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { type CheckEvidence, type Evidence, placeOf, type Said } from './evidence.ts';

const TICKS = SHARED_TOPICS.marketTicks.name;

const isOfStage = ({ event }: Said): boolean => PIPELINE.some(({ name }) => name === event.source);

/** Whether a stage took a record off its topic. A record with an impossible origin is a dead letter of each reader. */
const isTaken = (evidence: Evidence, { record }: Said): boolean =>
  !evidence.broken.some((one) => placeOf('', one) === placeOf('', record)) &&
  readersOf(record.topic).some((stage) => !isForAnother(record, stage));

/**
 * The trail has every event that a stage emitted or took, in each of its versions, and nothing that was on no topic.
 * A stage that was reset has forgotten its last outbox, and emits its events again.
 */
export const trailEntries: CheckEvidence = async (evidence) => {
  const found = (await evidence.tables.scan('journal')).map(({ event }) => String(event));
  const written = new Set(found);
  const ids = new Set(found.map((text) => JSON.parse(text).id));
  const said = evidence
    .topics()
    .filter((topic) => topic !== TICKS)
    .flatMap((topic) => evidence.said(topic));
  const texts = new Set(said.map(({ text }) => text));
  const isExcused = ({ event }: Said): boolean => evidence.resetsOf(event.source) > 0 && ids.has(event.id);
  const missing = said.filter(
    (one) =>
      !written.has(one.text) &&
      (isOfStage(one) || isTaken(evidence, one) || one.event.type === 'operator_action') &&
      !isExcused(one),
  );
  return [
    ...new Set(missing.map(({ text }) => `the trail has no entry of ${text}`)),
    ...found
      .filter((text) => !texts.has(text))
      .map((text) => `the trail has an entry that was on no topic: ${text}`),
    ...(found.length > written.size ? [`${found.length - written.size} entries are twice in the trail`] : []),
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
  const recorded = await readLastPrices(evidence.tables)('all');
  return [...newest.values()].flatMap(({ instrument_token, last_price, timestamp }) => {
    const found = recorded.get(instrument_token);
    return found?.price === last_price && found.at === Date.parse(timestamp)
      ? []
      : [
          `the last price of ${instrument_token} is ${found?.price} of ${found?.at}, its newest tick says ${last_price} at ${timestamp}`,
        ];
  });
};
