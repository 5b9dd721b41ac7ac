import { BROKERS } from '../../shared/events/brokers.ts';
import { STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';

/** A topic that both brokers have, in these lists, is named once: `{broker}.signals.raw`. */
const shortened = (topics: readonly string[]): readonly string[] => {
  const all = new Set(topics);
  const pairs = topics.map((topic) => {
    const [broker = '', ...rest] = topic.split('.');
    const everywhere =
      BROKERS.some((one) => one === broker) && BROKERS.every((one) => all.has([one, ...rest].join('.')));
    return everywhere ? ['{broker}', ...rest].join('.') : topic;
  });
  return [...new Set(pairs)];
};

const topicsOf = (stages: readonly StageFunction[], topics: (stage: StageFunction) => readonly string[]) =>
  shortened(stages.flatMap(topics))
    .map((topic) => `\`${topic}\``)
    .join(', ');

const readsOf = (stages: readonly StageFunction[]): string => topicsOf(stages, ({ consumes }) => consumes);

/** Of a stage that puts records back where they came from, the list would be all there is. */
const publishesOf = (stages: readonly StageFunction[]): string =>
  stages[0]?.folder === 'redriver'
    ? 'every topic, as it was'
    : topicsOf(stages, ({ produces }) => produces) || '—';

const instancesOf = (stages: readonly StageFunction[]): string => {
  const [first, ...more] = stages;
  if (first === undefined || more.length === 0) return `\`${first?.name}\``;
  return `\`{${stages.length > BROKERS.length ? 'scope' : 'broker'}}-${first.name.slice(first.scope.length + 1)}\``;
};

/** The table in `docs/architecture.md`: stage → topics → folder → tests. */
export const stageTable = (): string => {
  const kinds = Map.groupBy(STAGE_FUNCTIONS, ({ folder }) => folder);
  const rows = [...kinds.values()].map((stages) =>
    [
      instancesOf(stages),
      stages[0]?.description,
      readsOf(stages),
      publishesOf(stages),
      ...['functions', 'test/functions'].map(
        (root) => `[${root}/${stages[0]?.folder}](../${root}/${stages[0]?.folder})`,
      ),
    ].join(' | '),
  );
  return [
    'Function | What it does | Reads | Publishes | Code | Tests',
    '--- | --- | --- | --- | --- | ---',
    ...rows,
  ]
    .map((row) => `| ${row} |`)
    .join('\n');
};
