import type { Deployment } from './deployment.ts';
import { type Resources, ref, type Value } from './intrinsics.ts';

const TOPIC = 'AlarmTopic';

/** Whom alarms notify; nothing where the deployment names nothing. */
export const alarmActionsOf = ({ alarmTopicArn, alarmEmail }: Deployment): readonly Value[] => [
  ...(alarmTopicArn === undefined ? [] : [alarmTopicArn]),
  ...(alarmEmail === undefined ? [] : [ref(TOPIC)]),
];

/**
 * The topic behind `alarmEmail`; AWS sends a link to the address first, and nothing until it is followed. Not
 * encrypted: CloudWatch cannot publish under the account's own SNS key, and an alarm tells no secret.
 */
export const alarmTargetOf = ({ service, stage, alarmEmail }: Deployment): Resources =>
  alarmEmail === undefined
    ? {}
    : {
        [TOPIC]: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            TopicName: `${service}-${stage}-alarms`,
            Subscription: [{ Protocol: 'email', Endpoint: alarmEmail }],
          },
        },
      };
