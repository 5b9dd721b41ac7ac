import { LOADER_SERVICE, type LoaderMetricName } from '../../functions/instruments/metrics.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { INSTRUMENTS_FUNCTION } from '../service/scheduled.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { single } from './alarms.ts';
import { apiStatementsOf } from './api-roles.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { arn, attribute, type Resource, type Resources, ref } from './intrinsics.ts';
import { functionName, roleLogicalId, roleOf } from './roles.ts';
import { droppedAlarm, failedAlarm } from './scheduled-alarms.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const SCHEDULE_ROLE = 'InstrumentsScheduleRole';
const GROUP = 'Instruments';

/** Seconds for which an event waits for its function: the next run does the same. */
export const LOAD_RETRY_SECONDS = 240;

/**
 * Kite makes the file of a day at about 08:30. A run of a loaded day reads one item, so the schedule needs no end: the token
 * that a load may need comes with the login, and MCX trades until midnight.
 */
const SCHEDULES = { Morning: '35/5 8', Day: '0/5 9-23' } as const;

/** Rows of a file are garbage at once. With a larger young generation the process keeps a third more memory. */
export const LOADER_NODE_OPTIONS = '--max-semi-space-size=4';

/** A run in every alarm period, so that the alarm does not ring again and again. */
const ALARM_SECONDS = 900;

const alarmOn = (deployment: Deployment, metric: LoaderMetricName, what: string, says: string): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `${functionName(deployment, INSTRUMENTS_FUNCTION)}-${what}`,
    AlarmDescription: says,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: alarmActionsOf(deployment),
    OKActions: alarmActionsOf(deployment),
    ...single(metricsNamespace(deployment.stage), metric, 'Sum', ['service', LOADER_SERVICE]),
    Period: ALARM_SECONDS,
  },
});

/**
 * Role, schedules and alarms of the function that loads the broker's instruments. It runs on all days: the calendar is in its
 * code.
 */
export const instrumentsOf = (deployment: Deployment): Resources => {
  if (deployment.isLocal) return {};
  const schedules = Object.entries(SCHEDULES).map(([name, at]) => [
    `Instruments${name}Schedule`,
    {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        GroupName: ref(GROUP),
        ...scheduleOf({
          at,
          days: '*',
          target: attribute(`${serverlessName(INSTRUMENTS_FUNCTION.name)}LambdaFunction`, 'Arn'),
          input: '{}',
          role: SCHEDULE_ROLE,
          retrySeconds: LOAD_RETRY_SECONDS,
        }),
      },
    },
  ]);
  return {
    [GROUP]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: resourceName(deployment, INSTRUMENTS_FUNCTION.name) },
    },
    [roleLogicalId(INSTRUMENTS_FUNCTION)]: roleOf(
      deployment,
      INSTRUMENTS_FUNCTION,
      apiStatementsOf(deployment, INSTRUMENTS_FUNCTION),
    ),
    [SCHEDULE_ROLE]: schedulerRole('Invokes instruments', INSTRUMENTS_FUNCTION.name, [
      {
        Sid: 'OwnFunction',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: arn('lambda', `function:${functionName(deployment, INSTRUMENTS_FUNCTION)}`),
      },
    ]),
    ...Object.fromEntries(schedules),
    InstrumentsMissingAlarm: alarmOn(
      deployment,
      'InstrumentsMissing',
      'missing',
      "It is after 09:05 of a trading day, and the day's instruments are not loaded. The last load stays: new contracts are not known. Read the log of the function. It tries again every five minutes.",
    ),
    InstrumentsRefusedAlarm: alarmOn(
      deployment,
      'InstrumentsRefused',
      'refused',
      "Kite's instruments file is malformed, or a part of a file. The last load stays. The log of the function names line, value and remedy.",
    ),
    InstrumentsAlarm: droppedAlarm(
      deployment,
      INSTRUMENTS_FUNCTION,
      GROUP,
      "A schedule could not invoke instruments. If it is not repaired by 09:00, invoke the function: it loads the day's instruments.",
    ),
    ...failedAlarm(
      deployment,
      INSTRUMENTS_FUNCTION,
      "instruments failed: the day's instruments may not be loaded. Read its log.",
    ),
  };
};
