import { originalTopic, topicDefinition } from '../../shared/events/topics.ts';
import { API_FUNCTIONS, type ApiFunction } from '../service/api.ts';
import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import {
  INSTRUMENTS_FUNCTION,
  MARKET_HOURS_FUNCTION,
  POLLER_HOURS_FUNCTION,
  type ScheduledFunction,
  SESSION_EVENTS_FUNCTION,
} from '../service/scheduled.ts';
import { STAGE_FUNCTIONS, type StageFunction, type TableAccess } from '../service/stages.ts';
import type { Deployment } from './deployment.ts';

type Scopes = Pick<Deployment, 'scopes'>;

/** Whether a deployment has the topic: it has the topics of its brokers and the shared ones. */
export const hasTopic = ({ scopes }: Scopes, topic: string): boolean =>
  scopes.includes(topicDefinition(originalTopic(topic)).broker);

/** The stages of a deployment's brokers and the shared ones. None publishes to a topic that is not deployed. */
export const stagesOf = (deployment: Scopes): readonly StageFunction[] =>
  STAGE_FUNCTIONS.filter(({ scope }) => deployment.scopes.includes(scope)).map((stage) => ({
    ...stage,
    produces: stage.produces.filter((topic) => hasTopic(deployment, topic)),
    tables: stage.folder === 'dead-letters' ? stage.tables.map(ofTopics(deployment)) : stage.tables,
  }));

/** Access to the items of deployed topics only. */
const ofTopics =
  (deployment: Scopes) =>
  ({ partitionKeys = [], ...access }: TableAccess): TableAccess => ({
    ...access,
    partitionKeys: partitionKeys.filter((topic) => hasTopic(deployment, topic)),
  });

/**
 * Whether the mappings of a stage are on demand. Such a mapping calls Lambda from the network of its cluster. The subnets of
 * an MSK cluster have no way out, and endpoints for Lambda and STS cost more than pollers.
 */
export const isOnDemand = ({ kafka }: Pick<Deployment, 'kafka'>, { mayBeOnDemand }: StageFunction): boolean =>
  mayBeOnDemand && kafka.kind === 'self-managed';

/** The API functions, with access to the topics of the deployment only. */
export const apiFunctionsOf = (deployment: Scopes): readonly ApiFunction[] =>
  API_FUNCTIONS.map((apiFunction) => ({
    ...apiFunction,
    produces: apiFunction.produces.filter((topic) => hasTopic(deployment, topic)),
    describes: apiFunction.describes.filter((topic) => hasTopic(deployment, topic)),
  }));

/** The functions without mappings and routes. No schedule runs on a developer's machine. */
export const scheduledFunctionsOf = ({
  isLocal,
  scopes,
  feed,
}: Pick<Deployment, 'isLocal' | 'scopes' | 'feed'>): readonly ScheduledFunction[] => {
  if (isLocal) return [];
  const all = [POLLER_HOURS_FUNCTION, MARKET_HOURS_FUNCTION, SESSION_EVENTS_FUNCTION, INSTRUMENTS_FUNCTION];
  return [
    ...all.filter(({ scope }) => scope === 'shared' || scopes.includes(scope)),
    ...(feed === 'none' ? [] : [MARKET_FEED_FUNCTION]),
  ];
};
