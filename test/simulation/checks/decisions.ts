import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { SHARED_TOPICS, topicsFor } from '../../../shared/events/topics.ts';
import { STEADY } from '../operators.ts';
import { type CheckEvidence, distinct, type Evidence, type Said } from './evidence.ts';

/** Every cause has exactly one effect, and every effect has a cause. */
const oneEach = (what: string, causes: readonly Said[], effects: readonly Said[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { event } of distinct(effects)) {
    const cause = String(event.causation_id);
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const known = new Set<string>(causes.map(({ event }) => event.id));
  return [
    ...[...known]
      .filter((id) => counts.get(id) !== 1)
      .map((id) => `${what} ${id} has ${counts.get(id) ?? 0}, not one`),
    ...[...counts.keys()]
      .filter((id) => !known.has(id))
      .map((id) => `${what}: there is one for ${id}, which is no cause`),
  ];
};

const verdicts = (evidence: Evidence, broker: Broker): readonly string[] => {
  const { signalsRaw, signalsValidated, signalsRejected } = topicsFor(broker);
  return oneEach(
    `verdicts of ${broker} signal`,
    evidence.takenBy(`${broker}.risk-manager`, signalsRaw.name),
    [...evidence.said(signalsValidated.name), ...evidence.said(signalsRejected.name)],
  );
};

/** A fill, a failure, or a fill of a part and a failure of the rest. */
const isOutcome = (parts: readonly Envelope[], ordered: number): boolean => {
  const [first, second] = parts;
  if (first?.type !== 'order_filled' && first?.type !== 'order_failed') return false;
  if (second === undefined) {
    const isWhole = first.type === 'order_failed' || first.data.complete;
    return parts.length === 1 && isWhole && first.data.quantity === ordered;
  }
  const [filled, failed] = first.type === 'order_filled' ? [first, second] : [second, first];
  return (
    parts.length === 2 &&
    filled.type === 'order_filled' &&
    failed.type === 'order_failed' &&
    !filled.data.complete &&
    filled.data.quantity + failed.data.quantity === ordered
  );
};

/** Each validated signal has one outcome, of all its units, and each outcome has its signal. */
const outcomes = (evidence: Evidence): readonly string[] => {
  const { signalsValidated, ordersFilled, ordersFailed } = topicsFor('paper');
  const said = [...evidence.soundlySaid(ordersFilled.name), ...evidence.soundlySaid(ordersFailed.name)];
  const byCause = Map.groupBy(distinct(said), ({ event }) => String(event.causation_id));
  const taken = evidence.takenBy('paper.trading-engine', signalsValidated.name);
  const causes = new Map(taken.map(({ event }) => [String(event.id), event]));
  return [
    ...[...causes].flatMap(([id, event]) => {
      const parts = (byCause.get(id) ?? []).map(({ event: part }) => part);
      return event.type === 'validated_signal' && isOutcome(parts, event.data.validated_quantity)
        ? []
        : [`validated paper signal ${id} has ${parts.length} events that are no outcome of it`];
    }),
    ...[...byCause.keys()]
      .filter((id) => !causes.has(id))
      .map((id) => `there is an outcome for ${id}, which is no validated paper signal`),
  ];
};

/** Every raw signal has exactly one verdict; every validated one its outcome. */
export const decisions: CheckEvidence = (evidence) => [
  ...BROKERS.flatMap((broker) => verdicts(evidence, broker)),
  ...outcomes(evidence),
];

/** The strategy that signals at every third new tick has the right number of signals, on alternating sides. */
export const steadySignals: CheckEvidence = (evidence) => {
  const ticks = new Map<number, { newest: number; count: number; readonly seen: Set<string> }>();
  for (const { event } of evidence.takenBy('strategy-runner', SHARED_TOPICS.marketTicks.name)) {
    if (event.type !== 'market_tick') continue;
    const { instrument_token, timestamp } = event.data;
    const memory = ticks.get(instrument_token) ?? { newest: 0, count: 0, seen: new Set<string>() };
    ticks.set(instrument_token, memory);
    const at = Date.parse(timestamp);
    if (at < memory.newest || memory.seen.has(event.id)) continue;
    memory.newest = at;
    memory.seen.add(event.id);
    memory.count += 1;
  }
  const signals = new Map<number, string[]>();
  for (const { event } of distinct(evidence.said(topicsFor('paper').signalsRaw.name))) {
    if (event.type !== 'trading_signal' || event.data.strategy_id !== STEADY.id) continue;
    const { instrument_token, signal_type } = event.data;
    signals.set(instrument_token, [...(signals.get(instrument_token) ?? []), signal_type]);
  }
  return [...ticks].flatMap(([token, { count }]) => {
    const expected = Array.from({ length: Math.floor(count / STEADY.everyTicks) }, (_, place) =>
      place % 2 === 0 ? 'BUY' : 'SELL',
    );
    const found = signals.get(token) ?? [];
    return String(found) === String(expected)
      ? []
      : [`${count} new ticks of ${token} make ${expected.length} steady signals in turn, there are ${found}`];
  });
};
