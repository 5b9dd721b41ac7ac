import type { Admin } from 'kafkajs';
import { topicConfigurations } from '../../infra/topics.ts';

/** Creates the topics of the registry that do not exist yet; says how many were new. */
export const createTopics = async (admin: Admin): Promise<number> => {
  const existing = new Set(await admin.listTopics());
  const topics = topicConfigurations('single').filter(({ topic }) => !existing.has(topic));
  if (topics.length > 0) await admin.createTopics({ topics: [...topics], waitForLeaders: true });
  return topics.length;
};
