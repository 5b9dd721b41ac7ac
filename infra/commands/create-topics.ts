import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Admin, ITopicConfig } from 'kafkajs';
import { messageOf } from '../../shared/errors.ts';
import { connectKafka } from '../../shared/kafka/connection.ts';
import { retryingSignIn } from '../../shared/kafka/sign-in.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import {
  CLUSTER_KINDS,
  type ClusterKind,
  type TopicConfiguration,
  topicConfigurations,
} from '../stack/topics.ts';

const USAGE = `Usage: npm run topics -- --cluster ${CLUSTER_KINDS.join('|')}

Creates the topics of the registry that a cluster does not have yet, dead-letter topics included. Existing topics do not
change. Reads STAGE, KAFKA_BROKERS, KAFKA_AUTH, KAFKA_SECRET_ID and AWS credentials from the environment, as functions do.`;

const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;

/**
 * Creates topics and waits until every partition has a leader, which knows its offsets. kafkajs' `waitForLeaders` fails
 * when a broker does not know the topic yet, which happens in KRaft clusters.
 */
export const createTopicsAndWait = async (admin: Admin, topics: readonly ITopicConfig[]): Promise<void> => {
  await admin.createTopics({ topics: [...topics], waitForLeaders: false });
  const deadline = Date.now() + READY_WITHIN_MS;
  for (const { topic, numPartitions = 1 } of topics) {
    for (;;) {
      const offsets = await admin.fetchTopicOffsets(topic).catch((cause: unknown) => ({ cause }));
      if (!('cause' in offsets) && offsets.length >= numPartitions) break;
      if (Date.now() > deadline) {
        throw new Error(`topic ${topic} was created, but has no leaders after ${READY_WITHIN_MS} ms`, {
          cause: 'cause' in offsets ? offsets.cause : undefined,
        });
      }
      await setTimeout(POLL_MS);
    }
  }
};

/** Settings of topics that replace those of the registry: topic → name → value. */
export type TopicSettings = Readonly<Record<string, Readonly<Record<string, string>>>>;

type Entries = TopicConfiguration['configEntries'];

const withSettings = (entries: Entries, settings: Readonly<Record<string, string>> = {}): Entries => [
  ...entries.filter(({ name }) => !(name in settings)),
  ...Object.entries(settings).map(([name, value]) => ({ name, value })),
];

/** Creates the topics of the registry that do not exist yet, and returns their count. */
export const createTopics = async (
  admin: Admin,
  kind: ClusterKind,
  settings: TopicSettings = {},
): Promise<number> => {
  const existing = new Set(await admin.listTopics());
  const topics = topicConfigurations(kind)
    .filter(({ topic }) => !existing.has(topic))
    .map((each) => ({ ...each, configEntries: withSettings(each.configEntries, settings[each.topic]) }));
  if (topics.length > 0) await createTopicsAndWait(admin, topics);
  return topics.length;
};

const kindOf = (text: string | undefined): ClusterKind => {
  const kind = CLUSTER_KINDS.find((each) => each === text);
  if (kind === undefined) throw new Error(USAGE);
  return kind;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { cluster: { type: 'string' } } });
  const kind = kindOf(values.cluster);
  const settings = readSettings({ TABLE_PREFIX: 'unused', ...process.env });
  const kafka = await connectKafka(settings, 'create-topics', { region: process.env.AWS_REGION ?? '' });
  const admin = kafka.admin();
  await retryingSignIn(() => admin.connect());
  try {
    console.log(`Created ${await createTopics(admin, kind)} topics on ${settings.KAFKA_BROKERS}.`);
  } finally {
    await admin.disconnect();
  }
};

if (import.meta.main) {
  main().catch((error) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  });
}
