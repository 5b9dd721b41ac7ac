import { type Difference, differences } from '../../localstack/backtest/event-log.ts';
import type { ReplayOutcome } from '../../localstack/backtest/in-process-replay.ts';
import { allTopics, SHARED_TOPICS } from '../../shared/events/topics.ts';
import { count, rupees } from '../../shared/market/figures.ts';

/** One replay of an experiment, with its name in the table. */
export interface Run extends Pick<ReplayOutcome, 'result' | 'log'> {
  readonly name: string;
}

/** Every topic that a stage may have published to. */
const TOLD = allTopics().flatMap(({ name, deadLetters }) =>
  deadLetters || name === SHARED_TOPICS.marketTicks.name ? [] : [name],
);

const total = (byName: Readonly<Record<string, number>>): number =>
  Object.values(byName).reduce((sum, number) => sum + number, 0);

/** The result of a run as text. Its events are compared by digest. */
const resultText = ({ result }: Run): string => JSON.stringify(result);

/** The differences of two runs: topics and figures. */
export interface Disagreement {
  readonly run: string;
  readonly topics: readonly Difference[];
  /** Whether ticks, counts, fees, positions and P&L are the same, to the last digit. */
  readonly sameResult: boolean;
}

/** The runs that differ from the first in events, their order, ids, fills, fees or P&L. */
export const disagreements = (runs: readonly Run[]): readonly Disagreement[] => {
  const [first, ...others] = runs;
  if (first === undefined) return [];
  return others.flatMap((run) => {
    const topics = differences(first.log, run.log);
    const sameResult = resultText(first) === resultText(run);
    return topics.length === 0 && sameResult ? [] : [{ run: run.name, topics, sameResult }];
  });
};

const topicRows = (runs: readonly Run[]): readonly (readonly string[])[] => {
  const spoken = TOLD.filter((topic) => runs.some(({ log }) => log.events(topic).length > 0));
  return spoken.map((topic) => [
    topic,
    ...runs.map(({ log }) => `${count(log.events(topic).length)}  ${log.digest(topic)}`),
  ]);
};

/** A column per run: events and digest of each topic, then the figures. */
export const runRows = (runs: readonly Run[]): readonly (readonly string[])[] => {
  const apart = new Set(disagreements(runs).map(({ run }) => run));
  const row = (title: string, cell: (run: Run) => string) => [title, ...runs.map(cell)];
  return [
    row('', ({ name }) => name),
    row('ticks', ({ result }) => count(result.ticks)),
    ...topicRows(runs),
    row('rejected', ({ result }) => count(total(result.signals.rejected))),
    row('fills', ({ result }) => count(result.fills)),
    row('fees', ({ result }) => rupees(result.fees)),
    row('realized P&L', ({ result }) => rupees(result.realized_pnl)),
    row('unrealized P&L', ({ result }) => rupees(result.unrealized_pnl)),
    row('total P&L', ({ result }) => rupees(result.total_pnl)),
    row('dead letters', ({ result }) => count(total(result.dead_letters))),
    row('same as the first', ({ name }) => (name === runs[0]?.name ? '' : apart.has(name) ? 'NO' : 'yes')),
  ];
};

const MAX_EVENT_LENGTH = 600;

const shown = (event: string | undefined): string =>
  event === undefined
    ? '(nothing)'
    : event.length > MAX_EVENT_LENGTH
      ? `${event.slice(0, MAX_EVENT_LENGTH)}…`
      : event;

/** For each run that differs from the first: the first different event of each topic. */
export const disagreementLines = (first: string, parted: readonly Disagreement[]): readonly string[] =>
  parted.flatMap(({ run, topics, sameResult }) => [
    ...topics.flatMap(({ topic, counts, place, events }) => [
      `${topic}: ${first} has ${counts[0]} events, ${run} has ${counts[1]}; event ${place + 1} is the first that differs`,
      `  ${first}: ${shown(events[0])}`,
      `  ${run}: ${shown(events[1])}`,
    ]),
    ...(sameResult ? [] : [`${run}: the figures differ from those of ${first}`]),
  ]);

/** A run as plain JSON. */
export const runJson = ({ name, result, log }: Run) => ({
  name,
  result,
  topics: Object.fromEntries(
    log.topics().map((topic) => [topic, { events: log.events(topic).length, digest: log.digest(topic) }]),
  ),
});
