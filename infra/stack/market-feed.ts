import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import { apiStatementsOf } from './api-roles.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { feedAlarmsOf } from './feed-alarms.ts';
import { edgeFeedOf } from './feed-edge.ts';
import { fargateFeedOf } from './feed-fargate.ts';
import { arn, attribute, type Resources, ref } from './intrinsics.ts';
import { functionName, roleLogicalId, roleOf } from './roles.ts';
import { droppedAlarm, failedAlarm } from './scheduled-alarms.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const SCHEDULE_ROLE = 'MarketFeedScheduleRole';
const GROUP = 'MarketFeed';

/** Minutes between the starts of two runs. A run of the relay lasts a minute longer. */
const EVERY_MINUTES = 10;

/**
 * A run that crashed is repeated once, about a minute later: the schedule alone would leave the market dark for up to ten
 * minutes. The lease makes a run too many harmless. An event never waits for longer than until the next one.
 */
export const FEED_RETRIES = { maximumEventAge: 540, maximumRetryAttempts: 1 } as const;

/** On all days: exchanges trade in some evenings and on some weekends. A run ends at once if no market opens in its time. */
const hoursOf = ({ pollerHours }: Deployment): string => (pollerHours === 'always' ? '*' : '8-23');

const relayOf = (deployment: Deployment): Resources => ({
  [GROUP]: {
    Type: 'AWS::Scheduler::ScheduleGroup',
    Properties: { Name: resourceName(deployment, MARKET_FEED_FUNCTION.name) },
  },
  [SCHEDULE_ROLE]: schedulerRole('Invokes market-feed', MARKET_FEED_FUNCTION.name, [
    {
      Sid: 'OwnFunction',
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: arn('lambda', `function:${functionName(deployment, MARKET_FEED_FUNCTION)}`),
    },
  ]),
  MarketFeedSchedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      GroupName: ref(GROUP),
      ...scheduleOf({
        at: `0/${EVERY_MINUTES} ${hoursOf(deployment)}`,
        days: '*',
        target: attribute(`${serverlessName(MARKET_FEED_FUNCTION.name)}LambdaFunction`, 'Arn'),
        input: '{}',
        role: SCHEDULE_ROLE,
        retrySeconds: FEED_RETRIES.maximumEventAge,
      }),
    },
  },
  MarketFeedAlarm: droppedAlarm(
    deployment,
    MARKET_FEED_FUNCTION,
    GROUP,
    'A schedule could not invoke market-feed: ten minutes may be without ticks. Look at the concurrency of the account.',
  ),
  ...failedAlarm(
    deployment,
    MARKET_FEED_FUNCTION,
    'A run of market-feed failed. Another run publishes, or the failed one is repeated within minutes. Read its log.',
  ),
});

const hostOf = (deployment: Deployment): Resources => {
  switch (deployment.feed) {
    case 'relay':
      return relayOf(deployment);
    case 'edge':
      return edgeFeedOf(deployment);
    case 'fargate':
      return fargateFeedOf(deployment);
    case 'none':
      return {};
    default:
      return deployment.feed satisfies never;
  }
};

/** Role, host and alarms of the market feed. On every host the lease lets one run publish. */
export const marketFeedOf = (deployment: Deployment): Resources => {
  if (deployment.isLocal || deployment.feed === 'none') return {};
  return {
    [roleLogicalId(MARKET_FEED_FUNCTION)]: roleOf(
      deployment,
      MARKET_FEED_FUNCTION,
      apiStatementsOf(deployment, MARKET_FEED_FUNCTION),
    ),
    ...hostOf(deployment),
    ...feedAlarmsOf(deployment),
  };
};
