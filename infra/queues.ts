import type { Deployment } from './deployment.ts';
import type { Resources } from './intrinsics.ts';
import { functionName, undeliverableQueueId } from './roles.ts';
import { isDeadLetterReader, STAGE_FUNCTIONS } from './stages.ts';
import { deletionPolicy } from './tables.ts';

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

/**
 * Where Lambda notes the dead letters that it could not hand to their reader. A note says which offsets; the
 * records themselves stay on their topic. Only a mapping writes here, so an item is always somebody's task.
 */
export const queuesOf = (deployment: Deployment): Resources =>
  Object.fromEntries(
    STAGE_FUNCTIONS.filter(isDeadLetterReader).map((stage) => [
      undeliverableQueueId(stage),
      {
        Type: 'AWS::SQS::Queue',
        ...deletionPolicy(deployment.keepsData),
        Properties: {
          QueueName: `${functionName(deployment, stage)}-undeliverable`,
          SqsManagedSseEnabled: true,
          MessageRetentionPeriod: FOURTEEN_DAYS,
        },
      },
    ]),
  );
