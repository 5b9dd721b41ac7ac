import project from '../../package.json' with { type: 'json' };
import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import {
  allTopics,
  deadLetterTopic,
  eventTopics,
  originalTopic,
  type TopicDefinition,
  topicDefinition,
} from '../../shared/events/topics.ts';
import { EVENT_TYPES, type EventType } from '../../shared/events/types.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { STAGE_FUNCTIONS } from '../service/stages.ts';
import { EVENT_NAMES, eventSchema, schemaName } from './event-schemas.ts';
import { KEY_RULES } from './key-rules.ts';

const KAFKA_BINDING = '0.5.0';
const DEAD_LETTER = 'dead_letter';

type Node = Readonly<Record<string, unknown>>;

const reference = (...path: readonly string[]): Node => ({
  $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

const kafkaChannel = (topic: Omit<TopicDefinition, 'types'>): Node => ({
  kafka: {
    topic: topic.name,
    partitions: topic.partitions,
    topicConfiguration: {
      'cleanup.policy': ['delete'],
      'retention.ms': topic.retentionMs,
      'max.message.bytes': topic.maxMessageBytes,
    },
    bindingVersion: KAFKA_BINDING,
  },
});

const messagesOf = (channel: string, names: readonly string[]): Node =>
  Object.fromEntries(
    names.map((name) => [name, reference('components', 'messages', messageName(channel, name))]),
  );

/** A message is one type under one key rule: the key is part of what a producer has to know. */
const messageName = (topic: string, type: string): string =>
  type === DEAD_LETTER ? DEAD_LETTER : `${topic}.${type}`;

const channels = (): Node =>
  Object.fromEntries(
    allTopics().map((topic) => {
      const original = topicDefinition(originalTopic(topic.name));
      const names = topic.deadLetters ? [DEAD_LETTER] : original.types;
      return [
        topic.name,
        {
          address: topic.name,
          description: topic.deadLetters
            ? `Records of ${original.name} that could not be processed, with their original bytes and the reason.`
            : original.types.length === 0
              ? 'Records that Lambda gave up after its retries, each in Lambda’s own message: JSON with requestContext, responseContext, condition and the invocation event as payload.'
              : `${KEY_RULES[topic.key]} Carries ${original.types.join(', ')}; anything else on it becomes a dead letter.`,
          tags: [{ name: topic.broker }],
          messages: messagesOf(topic.name, names),
          bindings: kafkaChannel(topic),
        },
      ];
    }),
  );

const eventMessage = (topic: TopicDefinition, type: EventType): Node => ({
  name: type,
  title: `${type} on ${topic.name}`,
  summary: EVENT_TYPES[type].summary,
  contentType: 'application/json',
  headers: {
    type: 'object',
    properties: {
      [ORIGIN_HEADER]: {
        type: 'string',
        pattern: '^[^@]{1,300}@\\d{1,15}\\.\\d{1,15}#\\d{1,9}$',
        description:
          'Which emission of which stage this is, `{stage}/{topic}-{partition}@{epoch}.{offset}#{index}`: consumers skip what they have seen. Absent on what feeds and outside producers write.',
      },
    },
  },
  payload: reference('components', 'schemas', schemaName(type)),
  bindings: {
    kafka: {
      key: { type: 'string', minLength: 1, maxLength: 256, description: KEY_RULES[topic.key] },
      bindingVersion: KAFKA_BINDING,
    },
  },
});

const HEADER_DESCRIPTIONS: Readonly<Record<keyof typeof DEAD_LETTER_HEADERS, string>> = {
  reason: 'The code of what was wrong.',
  error: 'What was wrong, in a sentence.',
  stage: 'The stage that gave the record up.',
  attempts: 'How often it was tried.',
  topic: 'Where the record stood.',
  partition: 'Where the record stood.',
  offset: 'Where the record stood.',
  timestamp: 'The record’s own time, epoch milliseconds.',
  originalOrigin: 'The origin that the record had.',
};

const deadLetterMessage = (): Node => ({
  name: DEAD_LETTER,
  title: 'Dead letter',
  summary:
    'A record as it stood on its topic, byte for byte: key, value and headers; and why it was given up.',
  contentType: 'application/octet-stream',
  headers: {
    type: 'object',
    properties: Object.fromEntries([
      ...Object.entries(DEAD_LETTER_HEADERS).map(([key, name]) => [
        name,
        { type: 'string', description: HEADER_DESCRIPTIONS[key as keyof typeof DEAD_LETTER_HEADERS] },
      ]),
      [ORIGIN_HEADER, { type: 'string', description: 'Which dead letter of which stage this is.' }],
    ]),
  },
  payload: { description: 'Any bytes, or none: a tombstone stays one.' },
});

const messages = (): Node =>
  Object.fromEntries([
    ...eventTopics().flatMap((topic) =>
      topic.types.map((type) => [messageName(topic.name, type), eventMessage(topic, type)] as const),
    ),
    [DEAD_LETTER, deadLetterMessage()],
  ]);

const operation = (action: 'send' | 'receive', topic: string, summary: string): Node => ({
  action,
  channel: reference('channels', topic),
  summary,
});

const operations = (): Node =>
  Object.fromEntries(
    STAGE_FUNCTIONS.flatMap((stage) => [
      ...stage.consumes.map((topic) => [
        `${stage.name}.receives.${topic}`,
        operation('receive', topic, stage.description),
      ]),
      ...stage.produces.map((topic) => [
        `${stage.name}.sends.${topic}`,
        operation('send', topic, stage.description),
      ]),
      ...(stage.folder === 'dead-letters' ? [] : stage.consumes).map((topic) => [
        `${stage.name}.sends.${deadLetterTopic(topic)}`,
        operation('send', deadLetterTopic(topic), `What ${stage.name} cannot process`),
      ]),
    ]),
  );

/** The AsyncAPI 3.0 document of everything that is on Kafka. */
export const asyncApi = (): Node => {
  const { version, description, license } = project;
  return {
    asyncapi: '3.0.0',
    info: { title: 'Alpha Panda', version, description, license: { name: license } },
    defaultContentType: 'application/json',
    channels: channels(),
    operations: operations(),
    components: {
      messages: messages(),
      schemas: Object.fromEntries(
        EVENT_NAMES.map((type) => [schemaName(type), eventSchema(type, 'draft-07')]),
      ),
    },
  };
};
