import type { Deployment } from './deployment.ts';
import { attribute, type Intrinsic, type Resource, substitute, type Value } from './intrinsics.ts';
import type { Statement } from './roles.ts';

const TIMEZONE = 'Asia/Kolkata';

/** A call at a time of day in India. */
interface Call {
  /** Minute and hour of a cron expression: `20 9` is 09:20. */
  readonly at: string;
  /** Days of a cron expression: `MON-FRI`. */
  readonly days: string;
  /** ARN of a function, or of an operation. */
  readonly target: Value;
  readonly input: Value;
  /** Logical id of the role that may make the call. */
  readonly role: string;
  /** Seconds for which a failed call is repeated; a day where absent. */
  readonly retrySeconds?: number;
}

/** A service and an operation of the SDK as a target: `ecs:updateService`. */
export const sdkOperation = (call: string): Intrinsic =>
  substitute(`arn:\${AWS::Partition}:scheduler:::aws-sdk:${call}`);

/** The properties that every schedule has. */
export const scheduleOf = ({
  at,
  days,
  target,
  input,
  role,
  retrySeconds,
}: Call): Readonly<Record<string, unknown>> => ({
  ScheduleExpression: `cron(${at} ? * ${days} *)`,
  ScheduleExpressionTimezone: TIMEZONE,
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: {
    Arn: target,
    RoleArn: attribute(role, 'Arn'),
    Input: input,
    ...(retrySeconds !== undefined && { RetryPolicy: { MaximumEventAgeInSeconds: retrySeconds } }),
  },
});

/** A role that a service of AWS takes for this account only. @param service such as `scheduler` */
export const serviceRole = (
  service: string,
  description: string,
  policy: string,
  statements: readonly Statement[],
): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: description,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: `${service}.amazonaws.com` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
    Policies: [{ PolicyName: policy, PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

/** A role of EventBridge Scheduler. */
export const schedulerRole = (
  description: string,
  policy: string,
  statements: readonly Statement[],
): Resource => serviceRole('scheduler', description, policy, statements);

/** The name of something that the deployment has once. */
export const resourceName = ({ service, stage }: Deployment, name: string): string =>
  `${service}-${stage}-${name}`;
