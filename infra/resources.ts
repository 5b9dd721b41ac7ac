import { alarmsOf } from './alarms.ts';
import { dashboardOf } from './dashboard.ts';
import type { Deployment } from './deployment.ts';
import { mappingLogicalId, serverlessName } from './event-sources.ts';
import type { Resources } from './intrinsics.ts';
import { queuesOf } from './queues.ts';
import { roleLogicalId, roleOf } from './roles.ts';
import { STAGE_FUNCTIONS } from './stages.ts';
import { deletionPolicy, tablesOf } from './tables.ts';
import { topicLogicalId, topicsOf } from './topics.ts';

/** Changes to resources that Serverless itself makes. */
export interface Extension {
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
    STAGE_FUNCTIONS.flatMap((stage) =>
      stage.consumes.map((topic) => [
        mappingLogicalId(deployment, stage, topic),
        { DependsOn: [topicLogicalId(topic)] },
      ]),
    ),
  );
};

const logsOutlive = (deployment: Deployment): Readonly<Record<string, Extension>> =>
  deployment.keepsData
    ? Object.fromEntries(
        STAGE_FUNCTIONS.map((stage) => [
          `${serverlessName(stage.name)}LogGroup`,
          deletionPolicy(deployment.keepsData),
        ]),
      )
    : {};

/** Everything of the stack that is not a function or a mapping. */
export const resourcesOf = (deployment: Deployment): ServerlessResources => ({
  Resources: {
    ...Object.fromEntries(STAGE_FUNCTIONS.map((stage) => [roleLogicalId(stage), roleOf(deployment, stage)])),
    ...tablesOf(deployment),
    ...topicsOf(deployment),
    ...queuesOf(deployment),
    ...alarmsOf(deployment),
    Dashboard: dashboardOf(deployment),
  },
  extensions: { ...mappingsAfterTopics(deployment), ...logsOutlive(deployment) },
});
