import { SESSION_EVENTS_FUNCTION } from '../service/scheduled.ts';
import { apiStatementsOf } from './api-roles.ts';
import { scheduledFunctionsOf } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { arn, attribute, type Resources, ref } from './intrinsics.ts';
import { functionName, roleLogicalId, roleOf } from './roles.ts';
import { droppedAlarm, failedAlarm } from './scheduled-alarms.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const SCHEDULE_ROLE = 'SessionEventsScheduleRole';
const GROUP = 'SessionEvents';

/** Seconds for which an event waits for its function: the next run repeats what it would send. */
export const MOMENT_RETRY_SECONDS = 240;

/**
 * Minutes at which it runs: markets close at multiples of five minutes, contracts settle a minute later, and the pollers of
 * the hours `nse` are disabled at 15:45.
 */
const EVERY_FIVE_MINUTES = '1/5 8-23';

/**
 * Role, schedule and alarms of the function that tells the paper engine the moments of trading days. It runs on all days:
 * exchanges have sessions on weekends, and the calendar is in its code.
 */
export const sessionEventsOf = (deployment: Deployment): Resources => {
  if (!scheduledFunctionsOf(deployment).includes(SESSION_EVENTS_FUNCTION)) return {};
  return {
    [GROUP]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: resourceName(deployment, SESSION_EVENTS_FUNCTION.name) },
    },
    [roleLogicalId(SESSION_EVENTS_FUNCTION)]: roleOf(
      deployment,
      SESSION_EVENTS_FUNCTION,
      apiStatementsOf(deployment, SESSION_EVENTS_FUNCTION),
    ),
    [SCHEDULE_ROLE]: schedulerRole('Invokes session-events', SESSION_EVENTS_FUNCTION.name, [
      {
        Sid: 'OwnFunction',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: arn('lambda', `function:${functionName(deployment, SESSION_EVENTS_FUNCTION)}`),
      },
    ]),
    SessionEventsSchedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        GroupName: ref(GROUP),
        ...scheduleOf({
          at: EVERY_FIVE_MINUTES,
          days: '*',
          target: attribute(`${serverlessName(SESSION_EVENTS_FUNCTION.name)}LambdaFunction`, 'Arn'),
          input: '{}',
          role: SCHEDULE_ROLE,
          retrySeconds: MOMENT_RETRY_SECONDS,
        }),
      },
    },
    SessionEventsAlarm: droppedAlarm(
      deployment,
      SESSION_EVENTS_FUNCTION,
      GROUP,
      'A schedule could not invoke session-events. Invoke it with {"since": …} for the time in which it did not run.',
    ),
    ...failedAlarm(
      deployment,
      SESSION_EVENTS_FUNCTION,
      'session-events could not tell the paper engine moments of the trading day: contracts do not expire, and intraday positions stay open. Read its log. It repeats the last hour by itself; for more invoke it with {"since": …}.',
    ),
  };
};
