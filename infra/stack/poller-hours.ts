import type { StageFunction } from '../service/stages.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { stagesOf } from './deployed.ts';
import type { Deployment, PollerHours } from './deployment.ts';
import { mappingLogicalId } from './event-sources.ts';
import { arn, type Resource, type Resources, ref, substitute } from './intrinsics.ts';
import { resourceName, scheduleOf, schedulerRole } from './schedules.ts';

const ROLE = 'PollerHoursRole';
const GROUP = 'PollerHours';

interface Hours {
  readonly enable: Times;
  readonly disable: Times;
}
interface Times {
  /** Minute and hour. */
  readonly at: string;
  readonly days: string;
}

const ENABLE: Times = { at: '50 8', days: 'MON-FRI' };

/** A mapping takes minutes to start. MCX closes at 23:55 in the winter of New York. */
const HOURS: Readonly<Record<Exclude<PollerHours, 'always'>, Hours>> = {
  nse: { enable: ENABLE, disable: { at: '45 15', days: 'MON-FRI' } },
  mcx: { enable: ENABLE, disable: { at: '10 0', days: 'TUE-SAT' } },
};

/**
 * Lambda's API takes few calls a second, and so do small brokers take new connections: the mappings are spread over
 * five minutes. A call that fails is repeated for an hour. It never meets the next call for the same mapping.
 */
const SPREAD = { spreadMinutes: 5, retrySeconds: 3_600 } as const;

const mappingsOf = (deployment: Deployment): readonly string[] =>
  stagesOf(deployment).flatMap((stage: StageFunction) =>
    stage.consumes.map((topic) => mappingLogicalId(deployment, stage, topic)),
  );

const switched = (mapping: string, enabled: boolean, { at, days }: Times): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    GroupName: ref(GROUP),
    ...scheduleOf({
      at,
      days,
      call: 'lambda:updateEventSourceMapping',
      input: substitute(`{"UUID":"\${${mapping}}","Enabled":${enabled}}`),
      role: ROLE,
      ...SPREAD,
    }),
  },
});

/** A mapping that is not enabled in the morning processes nothing, and says nothing. */
const droppedAlarm = (deployment: Deployment): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: resourceName(deployment, 'poller-hours'),
    AlarmDescription:
      'An event source mapping could not be enabled or disabled on schedule. Look at the mappings of the functions; enable what is missing.',
    Namespace: 'AWS/Scheduler',
    MetricName: 'InvocationDroppedCount',
    Dimensions: [{ Name: 'ScheduleGroup', Value: ref(GROUP) }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
    AlarmActions: alarmActionsOf(deployment),
    OKActions: alarmActionsOf(deployment),
  },
});

/**
 * What enables the mappings before the market opens and disables them after it closes: Lambda bills pollers by the
 * hour. The mappings themselves do not say whether they are enabled, so a deployment leaves them as they are.
 */
export const pollerHoursOf = (deployment: Deployment): Resources => {
  if (deployment.pollerHours === 'always') return {};
  const { enable, disable } = HOURS[deployment.pollerHours];
  const mappings = mappingsOf(deployment);
  return {
    [GROUP]: {
      Type: 'AWS::Scheduler::ScheduleGroup',
      Properties: { Name: resourceName(deployment, 'poller-hours') },
    },
    [ROLE]: schedulerRole('Enables and disables the event source mappings of this service', 'poller-hours', [
      {
        Sid: 'OwnMappings',
        Effect: 'Allow',
        Action: ['lambda:UpdateEventSourceMapping'],
        Resource: mappings.map((mapping) => arn('lambda', `event-source-mapping:\${${mapping}}`)),
      },
    ]),
    PollerHoursAlarm: droppedAlarm(deployment),
    ...Object.fromEntries(
      mappings.flatMap((mapping) => [
        [`${mapping}Enabled`, switched(mapping, true, enable)],
        [`${mapping}Disabled`, switched(mapping, false, disable)],
      ]),
    ),
  };
};
