import type { Admin, ITopicConfig } from 'kafkajs';
import { until } from '../../../support/eventually.ts';

/** Apache Kafka's answer for a topic that it has created and does not list yet; kafkajs fails on it. */
const NOT_LISTED = 'UNKNOWN_TOPIC_OR_PARTITION';

const isNotListed = (thrown: unknown): boolean =>
  thrown instanceof Error && 'type' in thrown && thrown.type === NOT_LISTED;

const hasLeaders = async (admin: Admin, topic: string): Promise<boolean> => {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((each) => each.partitions);
    return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
  } catch (thrown) {
    if (isNotListed(thrown)) return false;
    throw thrown;
  }
};

/** Creates a topic and waits until each partition has a leader. */
export const createTopic = async (admin: Admin, config: ITopicConfig): Promise<void> => {
  await admin.createTopics({ topics: [config], waitForLeaders: false });
  await until(
    () => hasLeaders(admin, config.topic),
    () => `leaders of ${config.topic}`,
  );
};
