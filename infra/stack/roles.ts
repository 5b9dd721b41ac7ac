import type { Scope } from '../../shared/events/brokers.ts';
import { consumerGroup } from '../../shared/events/pipeline.ts';
import { deadLetterTopic, LAMBDA_FAILURES, type TopicName } from '../../shared/events/topics.ts';
import { tableName } from '../../shared/ports/tables.ts';
import {
  checkpointAccess,
  type DeployedFunction,
  isDeadLetterReader,
  type StageFunction,
  type TableAccess,
  type TableUse,
} from '../service/stages.ts';
import type { Deployment, SelfManagedKafka } from './deployment.ts';
import { arn, logicalId, type Resource, type Value } from './intrinsics.ts';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: Value | readonly Value[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export const roleLogicalId = (stage: DeployedFunction): string => logicalId(stage.name, 'role');

export const functionName = (deployment: Deployment, stage: DeployedFunction): string =>
  `${deployment.service}-${deployment.stage}-${stage.name}`;

/** The consumer groups of a function: one per mapping. */
export const groupOf = (deployment: Deployment, stage: StageFunction, topic: TopicName): string =>
  consumerGroup(`${deployment.service}-${deployment.stage}`, stage.name, topic);

export const logs = (deployment: Deployment, stage: DeployedFunction): Statement => ({
  Sid: 'WriteOwnLog',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: arn('logs', `log-group:/aws/lambda/${functionName(deployment, stage)}:*`),
});

/**
 * Network interfaces of a function, and of a mapping, in a VPC. Lambda makes them with the function's role and
 * picks their ids itself; `Describe` actions know no resources, so they are the only ones on `*`.
 */
export const networkInterfaces = (deployment: Deployment, stage: DeployedFunction): readonly Statement[] => [
  {
    Sid: 'DescribeNetwork',
    Effect: 'Allow',
    Action: [
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVpcs',
    ],
    Resource: '*',
  },
  {
    Sid: 'ManageNetworkInterfaces',
    Effect: 'Allow',
    Action: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    Resource: arn('ec2', '*/*'),
  },
  {
    // The Lambda service needs them, the code does not: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    Sid: 'NotFromCode',
    Effect: 'Deny',
    Action: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    Resource: arn('ec2', '*/*'),
    Condition: {
      ArnEquals: {
        'lambda:SourceFunctionArn': arn('lambda', `function:${functionName(deployment, stage)}`),
      },
    },
  },
];

/** `…:cluster/{name}/{uuid}` → `…:{type}/{name}/{uuid}{rest}`, also where the cluster's ARN is known at deployment only. */
export const kafkaArn = (clusterArn: Value, type: 'topic' | 'group', name: string): Value =>
  typeof clusterArn === 'string'
    ? `${clusterArn.replace(':cluster/', `:${type}/`)}/${name}`
    : {
        'Fn::Join': [
          '',
          [{ 'Fn::Join': [`:${type}/`, { 'Fn::Split': [':cluster/', clusterArn] }] }, `/${name}`],
        ],
      };

const mskAccess = (deployment: Deployment, stage: StageFunction, clusterArn: Value): readonly Statement[] => {
  const topics = (names: readonly string[]) => names.map((name) => kafkaArn(clusterArn, 'topic', name));
  const groups = stage.consumes.map((topic) =>
    kafkaArn(clusterArn, 'group', groupOf(deployment, stage, topic)),
  );
  const written = topicsWritten(stage);
  const statements: Statement[] = [
    {
      Sid: 'FindCluster',
      Effect: 'Allow',
      Action: ['kafka:DescribeCluster', 'kafka:DescribeClusterV2'],
      Resource: clusterArn,
    },
    {
      // It knows no resource: with an ARN, IAM would grant nothing, and no mapping would find its brokers.
      Sid: 'FindBrokers',
      Effect: 'Allow',
      Action: ['kafka:GetBootstrapBrokers'],
      Resource: '*',
    },
    {
      Sid: 'Connect',
      Effect: 'Allow',
      Action: [
        'kafka-cluster:Connect',
        'kafka-cluster:DescribeCluster',
        'kafka-cluster:DescribeClusterDynamicConfiguration',
        ...(written.length > 0 ? ['kafka-cluster:WriteDataIdempotently'] : []),
      ],
      Resource: clusterArn,
    },
    {
      Sid: 'Consume',
      Effect: 'Allow',
      Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
      Resource: topics(stage.consumes),
    },
    {
      Sid: 'OwnGroups',
      Effect: 'Allow',
      Action: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
      Resource: groups,
    },
  ];
  if (written.length > 0) {
    statements.push({
      Sid: 'Produce',
      Effect: 'Allow',
      Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
      Resource: topics(written),
    });
  }
  return statements;
};

/** The secrets that a function, and Lambda for its mappings, read to sign in to a self-managed cluster. */
export const kafkaSecretsOf = (
  { secretArns, rootCaSecretArn }: SelfManagedKafka,
  scope: Scope,
): readonly Value[] => [secretArns[scope], ...(rootCaSecretArn === undefined ? [] : [rootCaSecretArn])];

/** What a function publishes to: its events, the dead letters of what it reads, and what Lambda gives up for it. */
export const topicsWritten = (stage: StageFunction): readonly string[] =>
  isDeadLetterReader(stage)
    ? stage.produces
    : [...stage.produces, ...stage.consumes.map(deadLetterTopic), LAMBDA_FAILURES.name];

const ACTIONS: Readonly<Record<TableUse, readonly string[]>> = {
  get: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'],
  query: ['dynamodb:Query'],
  scan: ['dynamodb:Scan'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  check: ['dynamodb:ConditionCheckItem'],
};

const tableArns = (physicalName: string, index: boolean): Value | readonly Value[] => {
  const table = arn('dynamodb', `table/${physicalName}`);
  return index ? [table, arn('dynamodb', `table/${physicalName}/index/*`)] : table;
};

const tableAccess = (
  deployment: Deployment,
  { table, uses, partitionKeys, attributes, index = false }: TableAccess,
): Statement => ({
  Sid: logicalId(...uses, table),
  Effect: 'Allow',
  Action: uses.flatMap((use) => ACTIONS[use]),
  Resource: tableArns(tableName(deployment.tablePrefix, table), index),
  ...(partitionKeys && {
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitionKeys } },
  }),
  // What an update gives back would be a way to read: see "Using IAM policy conditions for fine-grained access control".
  ...(attributes && {
    Condition: {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': attributes },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
    },
  }),
});

/** One access to the partition keys of several. Absent keys are all keys. */
const united = (accesses: readonly TableAccess[]): readonly TableAccess[] => {
  const [first] = accesses;
  const keys = accesses.map(({ partitionKeys }) => partitionKeys);
  return first === undefined || keys.includes(undefined)
    ? accesses
    : [{ ...first, partitionKeys: keys.flatMap((some = []) => some) }];
};

/** A statement for each use of a table: the ids of a policy's statements differ. */
export const tableStatements = (
  deployment: Deployment,
  accesses: readonly TableAccess[],
): readonly Statement[] =>
  [...Map.groupBy(accesses, ({ uses, table }) => logicalId(...uses, table)).values()]
    .flatMap(united)
    .map((access) => tableAccess(deployment, access));

/** All that one function may do. The other broker's topics, groups and items are not in it. */
export const statementsOf = (deployment: Deployment, stage: StageFunction): readonly Statement[] => {
  const { kafka, network } = deployment;
  return [
    logs(deployment, stage),
    ...(network || kafka.kind === 'msk' ? networkInterfaces(deployment, stage) : []),
    ...(kafka.kind === 'msk' ? mskAccess(deployment, stage, kafka.clusterArn) : []),
    ...(kafka.kind === 'self-managed'
      ? [
          {
            Sid: 'KafkaSecret',
            Effect: 'Allow',
            Action: ['secretsmanager:GetSecretValue'],
            Resource: kafkaSecretsOf(kafka, stage.scope),
          } as const,
        ]
      : []),
    ...tableStatements(deployment, [checkpointAccess(stage), ...stage.tables]),
  ];
};

/** The role that one function, and no other, runs under. */
export const roleOf = (
  deployment: Deployment,
  deployed: DeployedFunction,
  statements: readonly Statement[],
): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: `${functionName(deployment, deployed)}: ${deployed.description}`,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'function',
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
      },
    ],
  },
});
