import type { EventLog } from '../../localstack/backtest/event-log.ts';
import type { ReplayResult } from '../../localstack/backtest/replay-summary.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import { topicsFor } from '../../shared/events/topics.ts';
import type { Item } from '../../shared/ports/item.ts';
import { eventsOf } from './causes.ts';

/** A property of every replay, with any disturbance. */
export interface Check {
  readonly name: string;
  /** The figures that were found. */
  readonly found: string;
  /** The problems; empty if it holds. */
  readonly problems: readonly string[];
}

const TOPICS = topicsFor('paper');

const countByCause = (effects: readonly Envelope[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { causation_id } of effects) {
    const cause = String(causation_id);
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return counts;
};

/** Every cause has exactly one effect, and every effect has a cause. */
const oneEach = (
  what: { readonly cause: string; readonly effect: string },
  causes: readonly Envelope[],
  effects: readonly Envelope[],
): Check => {
  const counts = countByCause(effects);
  const known = new Set<string>(causes.map(({ id }) => id));
  return {
    name: `every ${what.cause} has exactly one ${what.effect}`,
    found: `${causes.length} and ${effects.length}`,
    problems: [
      ...causes.flatMap(({ id }) =>
        counts.get(id) === 1 ? [] : [`${what.cause} ${id} has ${counts.get(id) ?? 0}`],
      ),
      ...[...counts.keys()].flatMap((cause) =>
        known.has(cause) ? [] : [`a ${what.effect} follows from ${cause}, which is no ${what.cause}`],
      ),
    ],
  };
};

/** Verdicts and outcomes of paper's signals, by causation id. A moment of the day closes positions without a signal. */
export const conservation = (log: EventLog): readonly Check[] => {
  const raw = eventsOf(log, TOPICS.signalsRaw.name);
  const passed = eventsOf(log, TOPICS.signalsValidated.name);
  const validated = passed.filter(({ type }) => type !== 'session_event');
  const moments = new Set(passed.filter(({ type }) => type === 'session_event').map(({ id }): string => id));
  const ofSignals = (topic: string) =>
    eventsOf(log, topic).filter(({ causation_id }) => causation_id === null || !moments.has(causation_id));
  const rejected = eventsOf(log, TOPICS.signalsRejected.name);
  const filled = ofSignals(TOPICS.ordersFilled.name);
  const failed = ofSignals(TOPICS.ordersFailed.name);
  return [
    oneEach({ cause: 'raw signal', effect: 'verdict' }, raw, [...validated, ...rejected]),
    oneEach({ cause: 'validated signal', effect: 'outcome' }, validated, [...filled, ...failed]),
    {
      name: 'no id was used twice for different things',
      found: `${log.repeats} records were published again, ${log.contradictions} said something else`,
      problems: log.contradictions === 0 ? [] : [`${log.contradictions} records contradict an earlier one`],
    },
  ];
};

/** Two sets of signals are equal, in any order: strategies see each instrument's ticks in order. */
export const sameSignals = (expected: EventLog, log: EventLog): Check => {
  const topic = TOPICS.signalsRaw.name;
  const wanted = new Set(expected.events(topic));
  const got = new Set(log.events(topic));
  return {
    name: 'the raw signals are those of the undisturbed run',
    found: `${wanted.size} and ${got.size}`,
    problems: [
      ...[...wanted].filter((event) => !got.has(event)).map((event) => `missing: ${event}`),
      ...[...got].filter((event) => !wanted.has(event)).map((event) => `not wanted: ${event}`),
    ],
  };
};

/** The positions table equals the sum of the fills. */
export const positionsEqualFills = (result: ReplayResult, items: readonly Item[]): Check => {
  const held = new Map(
    items.filter(({ kind }) => kind === 'position').map((item) => [String(item.position_id), item]),
  );
  const summed = new Set(result.positions.map(({ position }) => position));
  return {
    name: 'the positions table is the sum of the fills',
    found: `${result.positions.length} positions of ${result.fills} fills`,
    problems: [
      ...result.positions.flatMap((sum) => {
        const item = held.get(sum.position);
        const same =
          item?.quantity === sum.quantity && item.realized_pnl === sum.realized_pnl && item.fees === sum.fees;
        return same ? [] : [`fills give ${JSON.stringify(sum)}, the table has ${JSON.stringify(item)}`];
      }),
      ...[...held.keys()].filter((key) => !summed.has(key)).map((key) => `${key} was never filled`),
    ],
  };
};

/** The audit trail has one entry for every paper event, and no other. */
export const journalEqualsLog = (log: EventLog, entries: readonly Item[]): Check => {
  const told = new Set(log.topics().flatMap((topic) => eventsOf(log, topic).map(({ id }): string => id)));
  const written = new Set(entries.map((entry) => String(entry.event_id)));
  return {
    name: 'the journal has every event once',
    found: `${told.size} events, ${entries.length} entries`,
    problems: [
      ...[...told].filter((id) => !written.has(id)).map((id) => `event ${id} has no entry`),
      ...[...written].filter((id) => !told.has(id)).map((id) => `an entry is for ${id}, which no topic has`),
      ...(entries.length > written.size ? ['some event has two entries'] : []),
    ],
  };
};

/** Without fills, little can be lost or doubled, and the other checks prove little. */
export const somethingFilled = ({ fills }: ReplayResult): Check => ({
  name: 'signals were filled',
  found: String(fills),
  problems:
    fills > 0 ? [] : ['no signal was filled: the checks of fills and positions have nothing to check'],
});

/** No record was given up. */
export const noDeadLetters = (result: ReplayResult): Check => {
  const letters = Object.entries(result.dead_letters);
  return {
    name: 'no dead letters',
    found: String(letters.reduce((sum, [, number]) => sum + number, 0)),
    problems: letters.map(([what, number]) => `${what}: ${number}`),
  };
};

const MAX_PROBLEMS = 5;

/** Checks as text: one line each, followed by the first problems. */
export const checkLines = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap(({ name, found, problems }) => [
    `${problems.length === 0 ? 'yes' : 'NO '}  ${name} (${found})`,
    ...problems.slice(0, MAX_PROBLEMS).map((problem) => `       ${problem}`),
    ...(problems.length > MAX_PROBLEMS ? [`       and ${problems.length - MAX_PROBLEMS} more`] : []),
  ]);

export const allHold = (checks: readonly Check[]): boolean =>
  checks.every(({ problems }) => problems.length === 0);
