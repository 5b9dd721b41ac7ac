import { allTopics, eventTopics, LAMBDA_FAILURES, type TopicName } from '../../shared/events/topics.ts';
import { STAGE_FUNCTIONS } from '../service/stages.ts';
import { duration } from './durations.ts';
import { code, codes, page, table } from './markdown.ts';

const readersOf = (topic: TopicName): readonly string[] =>
  STAGE_FUNCTIONS.filter(({ consumes }) => consumes.includes(topic)).map(({ name }) => name);

const writersOf = (topic: TopicName): readonly string[] =>
  STAGE_FUNCTIONS.filter(({ produces }) => produces.includes(topic)).map(({ name }) => name);

const events = (): string =>
  table(
    ['Topic', 'Events', 'Partitions', 'Retention', 'Key', 'Written by', 'Read by'],
    eventTopics().map(({ name, types, partitions, retentionMs, key }) => [
      code(name),
      codes(types),
      String(partitions),
      duration(retentionMs),
      code(key),
      codes(writersOf(name)),
      codes(readersOf(name)),
    ]),
  );

const deadLetters = (): string =>
  table(
    ['Topic', 'Partitions', 'Retention', 'Largest record, bytes', 'Read by'],
    allTopics()
      .filter(({ types, deadLetters: isDeadLetters }) => isDeadLetters || types.length === 0)
      .map(({ name, partitions, retentionMs, maxMessageBytes }) => [
        code(name),
        String(partitions),
        duration(retentionMs),
        maxMessageBytes.toLocaleString('en-US'),
        codes(readersOf(name)),
      ]),
  );

export const topicsPage = (): string =>
  page(
    'Topics',
    'shared/events/topics.ts',
    'A topic carries only the events named here: any other record becomes a dead letter. A topic without a named writer is written by a feed or by a future stage.',
    events(),
    '## Dead letters',
    'Each topic has a dead-letter topic for records that could not be processed. They keep their bytes, key and headers; `dead-letter-*` headers describe the error. The stage also writes each to the table of dead letters, so no function reads these topics.',
    `${code(LAMBDA_FAILURES.name)} has the records that Lambda gave up, wrapped in its message.`,
    deadLetters(),
  );
