import { SHARED_TOPICS } from '../../shared/events/topics.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { single } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { arn, logicalId, type Resource, type Resources } from './intrinsics.ts';
import { functionName } from './roles.ts';
import { resourceName, scheduleOf, schedulerRole, sdkOperation } from './schedules.ts';

/** NSE trades from 09:15 to 15:30. The first minutes and the last are left to a feed that starts or ends. */
const HOURS = { enable: '20 9', reset: '21 9', disable: '28 15' } as const;

const ROLE = 'HeartbeatsRole';

const readersOfTicks = STAGE_FUNCTIONS.filter(({ consumes }) =>
  consumes.includes(SHARED_TOPICS.marketTicks.name),
);

const nameOf = (deployment: Deployment, stage: StageFunction): string =>
  `${functionName(deployment, stage)}-heartbeat`;

/** A mapping that is switched off or broken, a feed that died and a broker that stopped all look like this: silence. */
const heartbeat = (deployment: Deployment, stage: StageFunction): readonly [string, Resource] => [
  logicalId(stage.name, 'heartbeat', 'alarm'),
  {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: nameOf(deployment, stage),
      AlarmDescription: `${stage.name} was given no tick for three minutes of market hours. Look at the feed, the brokers and the mapping. On a holiday of the exchange: nothing is wrong.`,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
      // No OKActions: the alarm is set back each morning.
      AlarmActions: alarmActionsOf(deployment),
      ...single(metricsNamespace(deployment.stage), 'records', 'Sum', ['service', stage.stageName]),
    },
  },
];

const schedule = (
  deployment: Deployment,
  name: string,
  at: string,
  call: string,
  input: Readonly<Record<string, unknown>>,
): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: resourceName(deployment, name),
    ...scheduleOf({
      at,
      days: 'MON-FRI',
      target: sdkOperation(`cloudwatch:${call}`),
      input: JSON.stringify(input),
      role: ROLE,
    }),
  },
});

const role = (deployment: Deployment): Resource =>
  schedulerRole('Lets the alarms on missing ticks speak in market hours only', 'heartbeats', [
    {
      Sid: 'OwnAlarms',
      Effect: 'Allow',
      Action: ['cloudwatch:DisableAlarmActions', 'cloudwatch:EnableAlarmActions', 'cloudwatch:SetAlarmState'],
      Resource: readersOfTicks.map((stage) => arn('cloudwatch', `alarm:${nameOf(deployment, stage)}`)),
    },
  ]);

/**
 * Alarms that ring when no tick comes in market hours, and what switches them on and off: missing data is breaching, so
 * by night and at weekends they stand in alarm, and are not let speak. An alarm speaks when its state changes, so each
 * is set back once it may: a feed that never started this morning is told as well. Holidays are not known here.
 */
export const heartbeatsOf = (deployment: Deployment): Resources => {
  const names = readersOfTicks.map((stage) => nameOf(deployment, stage));
  return {
    ...Object.fromEntries(readersOfTicks.map((stage) => heartbeat(deployment, stage))),
    [ROLE]: role(deployment),
    HeartbeatsEnabled: schedule(deployment, 'heartbeats-enable', HOURS.enable, 'enableAlarmActions', {
      AlarmNames: names,
    }),
    ...Object.fromEntries(
      readersOfTicks.map((stage) => [
        logicalId(stage.name, 'heartbeat', 'reset'),
        schedule(deployment, `${stage.name}-heartbeat-reset`, HOURS.reset, 'setAlarmState', {
          AlarmName: nameOf(deployment, stage),
          StateValue: 'INSUFFICIENT_DATA',
          StateReason: 'The market is open: judged from here on',
        }),
      ]),
    ),
    HeartbeatsDisabled: schedule(deployment, 'heartbeats-disable', HOURS.disable, 'disableAlarmActions', {
      AlarmNames: names,
    }),
  };
};
