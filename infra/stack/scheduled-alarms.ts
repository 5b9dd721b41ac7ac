import type { ScheduledFunction } from '../service/scheduled.ts';
import { alarmActionsOf } from './alarm-target.ts';
import { alarm } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { type Resource, type Resources, ref } from './intrinsics.ts';
import { resourceName } from './schedules.ts';

/** Rings for an event that a schedule of the group could not deliver. */
export const droppedAlarm = (
  deployment: Deployment,
  { name }: ScheduledFunction,
  group: string,
  says: string,
): Resource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: resourceName(deployment, name),
    AlarmDescription: says,
    Namespace: 'AWS/Scheduler',
    MetricName: 'InvocationDroppedCount',
    Dimensions: [{ Name: 'ScheduleGroup', Value: ref(group) }],
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

/** Rings for runs that failed, and for events that Lambda dropped without a run. */
export const failedAlarm = (
  deployment: Deployment,
  scheduled: ScheduledFunction,
  says: string,
  minutes = 1,
): Resources =>
  Object.fromEntries([
    alarm(
      deployment,
      scheduled,
      { what: 'errors', says, threshold: 0, minutes },
      {
        Metrics: [
          { Id: 'all', Label: 'Errors + AsyncEventsDropped', Expression: 'SUM(METRICS())', ReturnData: true },
          ...['Errors', 'AsyncEventsDropped'].map((MetricName, index) => ({
            Id: `metric${index}`,
            Label: MetricName,
            ReturnData: false,
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Lambda',
                MetricName,
                Dimensions: [
                  { Name: 'FunctionName', Value: ref(`${serverlessName(scheduled.name)}LambdaFunction`) },
                ],
              },
              Period: 60,
              Stat: 'Sum',
            },
          })),
        ],
      },
    ),
  ]);
