import { HOURS } from '../../shared/poller-hours/hours.ts';
import { POLLER_HOURS_FUNCTION } from '../service/scheduled.ts';
import { stagesOf } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { mappingLogicalId, serverlessName } from './event-sources.ts';
import { arn, attribute, type Intrinsic, type Resource, type Resources, ref } from './intrinsics.ts';
import { functionName, logs, roleLogicalId, roleOf, type Statement, tableStatements } from './roles.ts';
import { droppedAlarm, failedAlarm } from './scheduled-alarms.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const SCHEDULE_ROLE = 'PollerHoursScheduleRole';
const GROUP = 'PollerHours';
const FUNCTION = `${serverlessName(POLLER_HOURS_FUNCTION.name)}LambdaFunction`;

/** Seconds for which an event waits for its function. It never meets the next event. */
export const RETRY_SECONDS = 3_600;

const mappingsOf = (deployment: Deployment): readonly string[] =>
  stagesOf(deployment).flatMap((stage) =>
    stage.consumes.map((topic) => mappingLogicalId(deployment, stage, topic)),
  );

/** UUIDs of the mappings, separated by commas. */
export const mappingUuids = (deployment: Deployment): Intrinsic => ({
  'Fn::Join': [',', mappingsOf(deployment).map(ref)],
});

const statementsOf = (deployment: Deployment): readonly Statement[] => [
  logs(deployment, POLLER_HOURS_FUNCTION),
  {
    Sid: 'OwnMappings',
    Effect: 'Allow',
    Action: ['lambda:GetEventSourceMapping', 'lambda:UpdateEventSourceMapping'],
    Resource: mappingsOf(deployment).map((mapping) => arn('lambda', `event-source-mapping:\${${mapping}}`)),
  },
  ...tableStatements(deployment, POLLER_HOURS_FUNCTION.tables),
];

/** EventBridge Scheduler replaces it with the time of the call, which a retry does not change. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

interface Switch {
  readonly switch: 'on' | 'off';
  readonly trading_days_only?: boolean;
  readonly poller_hours?: 'nse' | 'mcx';
  readonly scheduled_for?: typeof SCHEDULED_TIME;
}

const schedule = (at: string, days: string, event: Switch): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    GroupName: ref(GROUP),
    ...scheduleOf({
      at,
      days,
      target: attribute(FUNCTION, 'Arn'),
      input: JSON.stringify(event),
      role: SCHEDULE_ROLE,
      retrySeconds: RETRY_SECONDS,
    }),
  },
});

/**
 * Every day, because the exchanges trade on some Saturdays and Sundays, and every hour of the evening, because NSE trades
 * in some evenings: the function knows the calendar.
 * `always` enables what other hours disabled before. It knows no holidays, because it disables nothing.
 */
const schedulesOf = ({ pollerHours }: Deployment): Resources => {
  if (pollerHours === 'always') return { PollerHoursOn: schedule('50 *', '*', { switch: 'on' }) };
  const { on, off, lastOffHour } = HOURS[pollerHours];
  return {
    PollerHoursOn: schedule(`${on.minute} ${on.hour}`, '*', {
      switch: 'on',
      trading_days_only: true,
      poller_hours: pollerHours,
    }),
    PollerHoursOff:
      lastOffHour === undefined
        ? schedule(`${off.minute} ${off.hour}`, '*', { switch: 'off' })
        : schedule(`${off.minute} ${off.hour}-${lastOffHour}`, '*', {
            switch: 'off',
            poller_hours: pollerHours,
            scheduled_for: SCHEDULED_TIME,
          }),
  };
};

/**
 * Role, schedules and alarms of the function that enables the mappings before the market opens and disables them after
 * it closes. Lambda bills pollers by the hour. The mappings do not say whether they are enabled, so a deployment leaves
 * them as they are.
 */
export const pollerHoursOf = (deployment: Deployment): Resources => {
  if (deployment.isLocal) return {};
  return {
    [GROUP]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: resourceName(deployment, 'poller-hours') },
    },
    [roleLogicalId(POLLER_HOURS_FUNCTION)]: roleOf(
      deployment,
      POLLER_HOURS_FUNCTION,
      statementsOf(deployment),
    ),
    [SCHEDULE_ROLE]: schedulerRole('Invokes poller-hours', 'poller-hours', [
      {
        Sid: 'OwnFunction',
        Effect: 'Allow',
        Action: ['lambda:InvokeFunction'],
        Resource: arn('lambda', `function:${functionName(deployment, POLLER_HOURS_FUNCTION)}`),
      },
    ]),
    // A mapping that is not enabled in the morning processes nothing, and reports nothing.
    PollerHoursAlarm: droppedAlarm(
      deployment,
      POLLER_HOURS_FUNCTION,
      GROUP,
      'A schedule could not invoke poller-hours. Look at the event source mappings, and invoke the function or enable them.',
    ),
    ...failedAlarm(
      deployment,
      POLLER_HOURS_FUNCTION,
      'poller-hours could not enable or disable event source mappings, or found some that changed since it disabled them. Its log names them: enable what should run.',
    ),
    ...schedulesOf(deployment),
  };
};
