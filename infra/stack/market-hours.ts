import { MARKET_HOURS_FUNCTION } from '../service/scheduled.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { single } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { arn, attribute, type Resources, ref } from './intrinsics.ts';
import { functionName, logs, roleLogicalId, roleOf } from './roles.ts';
import { droppedAlarm, failedAlarm } from './scheduled-alarms.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const SCHEDULE_ROLE = 'MarketHoursScheduleRole';
const GROUP = 'MarketHours';
const FUNCTION = `${serverlessName(MARKET_HOURS_FUNCTION.name)}LambdaFunction`;

/** Seconds for which an event waits for its function: the least that EventBridge and Lambda take. */
export const MINUTE_SECONDS = 60;

/** Minutes without a run until the alarm rings. */
const ABSENT_MINUTES = 10;

/**
 * Role, schedule and alarms of the function that counts zero ticks in each minute of an open market. It runs in every minute
 * of all days: that it runs is what an alarm watches, and exchanges have sessions in evenings and on weekends.
 */
export const marketHoursOf = (deployment: Deployment): Resources => {
  if (deployment.isLocal) return {};
  return {
    [GROUP]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: resourceName(deployment, MARKET_HOURS_FUNCTION.name) },
    },
    [roleLogicalId(MARKET_HOURS_FUNCTION)]: roleOf(deployment, MARKET_HOURS_FUNCTION, [
      logs(deployment, MARKET_HOURS_FUNCTION),
    ]),
    [SCHEDULE_ROLE]: schedulerRole('Invokes market-hours', MARKET_HOURS_FUNCTION.name, [
      {
        Sid: 'OwnFunction',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: arn('lambda', `function:${functionName(deployment, MARKET_HOURS_FUNCTION)}`),
      },
    ]),
    MarketHoursSchedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        GroupName: ref(GROUP),
        ...scheduleOf({
          at: '0/1 *',
          days: '*',
          target: attribute(FUNCTION, 'Arn'),
          input: JSON.stringify({ at: '<aws.scheduler.scheduled-time>' }),
          role: SCHEDULE_ROLE,
          retrySeconds: MINUTE_SECONDS,
        }),
      },
    },
    MarketHoursAlarm: droppedAlarm(
      deployment,
      MARKET_HOURS_FUNCTION,
      GROUP,
      'A schedule could not invoke market-hours. Until it can, no alarm rings when ticks do not come.',
    ),
    ...failedAlarm(
      deployment,
      MARKET_HOURS_FUNCTION,
      'market-hours fails: no alarm rings when ticks do not come. Read its log.',
      3,
    ),
    MarketHoursAbsentAlarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${functionName(deployment, MARKET_HOURS_FUNCTION)}-absent`,
        AlarmDescription: `market-hours did not run for ${ABSENT_MINUTES} minutes: no alarm rings when ticks do not come. Look at its schedule.`,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: ABSENT_MINUTES,
        TreatMissingData: 'breaching',
        AlarmActions: alarmActionsOf(deployment),
        OKActions: alarmActionsOf(deployment),
        ...single('AWS/Lambda', 'Invocations', 'Sum', ['FunctionName', ref(FUNCTION)]),
      },
    },
  };
};
