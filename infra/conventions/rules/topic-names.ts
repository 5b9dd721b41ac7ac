import { BROKERS } from '../../../shared/events/brokers.ts';
import { allTopics, deadLetterTopic } from '../../../shared/events/topics.ts';
import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';
import { textOf } from '../syntax.ts';

const REGISTRY = 'shared/events/topics.ts';

const DEAD_LETTER_SUFFIX = deadLetterTopic('');

/** Every topic's name, and what is left of it where the broker is put in front: `.signals.raw`. */
const NAMES: readonly string[] = [
  ...allTopics().map(({ name }) => name),
  ...allTopics().flatMap(({ name }) =>
    BROKERS.filter((broker) => name.startsWith(`${broker}.`)).map((broker) => name.slice(broker.length)),
  ),
];

const isTopicName = (text: string): boolean =>
  NAMES.some((name) => text.includes(name)) || text.endsWith(DEAD_LETTER_SUFFIX);

/** A topic's name is written in one place: one written elsewhere strands events on a topic that nobody reads. */
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
            ? [{ line: lineOf(node), problem: `the topic name "${text}" is written out` }]
            : [];
        }),
    ),
};
