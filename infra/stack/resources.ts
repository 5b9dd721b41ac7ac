import { LAMBDA_FAILURES } from '../../shared/events/topics.ts';
import { isDeadLetterReader } from '../service/stages.ts';
import { alarmTargetOf } from './alarm-target.ts';
import { alarmsOf } from './alarms.ts';
import { apiAlarmsOf } from './api-alarms.ts';
import { apiStatementsOf } from './api-roles.ts';
import { budgetOf } from './budget.ts';
import { dashboardOf } from './dashboard.ts';
import { apiFunctionsOf, scheduledFunctionsOf, stagesOf } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { mappingLogicalId, serverlessName } from './event-sources.ts';
import { heartbeatsOf } from './heartbeats.ts';
import { instrumentsOf } from './instruments.ts';
import type { Resources } from './intrinsics.ts';
import { marketFeedOf } from './market-feed.ts';
import { marketHoursOf } from './market-hours.ts';
import { pollerHoursOf } from './poller-hours.ts';
import { roleLogicalId, roleOf, statementsOf } from './roles.ts';
import { secretsOf } from './secrets.ts';
import { sessionEventsOf } from './session-events.ts';
import { deletionPolicy, tablesOf } from './tables.ts';
import { topicLogicalId, topicsOf } from './topics.ts';

/** Changes to resources that Serverless itself makes. */
export interface Extension {
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The `resources` of `serverless.yml`. */
export interface ServerlessResources {
  readonly Resources: Resources;
  readonly extensions: Readonly<Record<string, Extension>>;
}

/** A mapping that comes up before its topic finds nothing to read; its destination must be there too. */
const mappingsAfterTopics = (deployment: Deployment): Readonly<Record<string, Extension>> => {
  const { kafka } = deployment;
  if (kafka.kind !== 'msk' || !kafka.createsTopics) return {};
  return Object.fromEntries(
    stagesOf(deployment).flatMap((stage) =>
      stage.consumes.map((topic) => [
        mappingLogicalId(deployment, stage, topic),
        {
          DependsOn: [topic, ...(isDeadLetterReader(stage) ? [] : [LAMBDA_FAILURES.name])].map(
            topicLogicalId,
          ),
        },
      ]),
    ),
  );
};

/** Of the whole API: a trader and some scripts need a fraction of it, and a flood is turned away by the gateway. */
const throttled: Readonly<Record<string, Extension>> = {
  HttpApiStage: {
    // What Serverless would say here is replaced, so it is said again.
    Properties: {
      DefaultRouteSettings: {
        DetailedMetricsEnabled: true,
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
      },
    },
  },
};

const logsOutlive = (deployment: Deployment): Readonly<Record<string, Extension>> =>
  deployment.keepsData
    ? Object.fromEntries(
        [...stagesOf(deployment), ...apiFunctionsOf(deployment), ...scheduledFunctionsOf(deployment)].map(
          ({ name }) => [`${serverlessName(name)}LogGroup`, deletionPolicy(deployment.keepsData)],
        ),
      )
    : {};

/** Everything of the stack that is not a function or a mapping. */
export const resourcesOf = (deployment: Deployment): ServerlessResources => ({
  Resources: {
    ...Object.fromEntries(
      stagesOf(deployment).map((stage) => [
        roleLogicalId(stage),
        roleOf(deployment, stage, statementsOf(deployment, stage)),
      ]),
    ),
    ...Object.fromEntries(
      apiFunctionsOf(deployment).map((apiFunction) => [
        roleLogicalId(apiFunction),
        roleOf(deployment, apiFunction, apiStatementsOf(deployment, apiFunction)),
      ]),
    ),
    ...secretsOf(deployment),
    ...tablesOf(deployment),
    ...topicsOf(deployment),
    ...alarmTargetOf(deployment),
    ...alarmsOf(deployment),
    ...heartbeatsOf(deployment),
    ...marketHoursOf(deployment),
    ...marketFeedOf(deployment),
    ...pollerHoursOf(deployment),
    ...sessionEventsOf(deployment),
    ...instrumentsOf(deployment),
    ...budgetOf(deployment),
    ...apiAlarmsOf(deployment),
    Dashboard: dashboardOf(deployment),
  },
  extensions: { ...mappingsAfterTopics(deployment), ...logsOutlive(deployment), ...throttled },
});
