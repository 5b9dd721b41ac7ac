import { BROKERS } from '../../../shared/events/brokers.ts';
import { allTopics, deadLetterTopic } from '../../../shared/events/topics.ts';
import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';
import { textOf } from '../syntax.ts';

const REGISTRY = 'shared/events/topics.ts';

const DEAD_LETTER_SUFFIX = deadLetterTopic('');

/** Every topic's name, and its suffix after the broker: `.signals.raw`. */
const NAMES: readonly string[] = [
  ...allTopics().map(({ name }) => name),
  ...allTopics().flatMap(({ name }) =>
    BROKERS.filter((broker) => name.startsWith(`${broker}.`)).map((broker) => name.slice(broker.length)),
  ),
];

const isTopicName = (text: string): boolean =>
  NAMES.some((name) => text.includes(name)) || text.endsWith(DEAD_LETTER_SUFFIX);

/** Only the registry contains topic names. A misspelled name elsewhere would send events to a topic without readers. */
export const topicNames: Rule = {
  name: 'topic-names',
  remedy: `take the topic from ${REGISTRY}: topicsFor(broker), SHARED_TOPICS, deadLetterTopic(name)`,
  check: (tree) =>
    perFile(
      tree,
      (path) => isSource(path) && path !== REGISTRY,
      ({ nodes, lineOf }) =>
        nodes.flatMap((node) => {
          const text = textOf(node);
          return text !== undefined && isTopicName(text)
            ? [{ line: lineOf(node), problem: `the text "${text}" contains a topic name` }]
            : [];
        }),
    ),
};
