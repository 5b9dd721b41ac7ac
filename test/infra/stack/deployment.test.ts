import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOCAL_CLUSTER_ARN } from '../../../infra/stack/deployment.ts';
import { ALARMS, deployment, REDPANDA } from '../deployments.ts';

describe('on MSK', () => {
  test('cluster, brokers and network are those of the stage’s own stacks where none are given', () => {
    const made = deployment();

    expect(made.kafka).toEqual({
      kind: 'msk',
      clusterArn: { 'Fn::ImportValue': 'alpha-panda-dev-kafka-cluster-arn' },
      createsTopics: true,
    });
    expect(made.brokers).toBe('{{resolve:ssm:/alpha-panda/dev/kafka-brokers}}');
    expect(made.network).toEqual({
      subnetIds: { 'Fn::Split': [',', { 'Fn::ImportValue': 'alpha-panda-dev-subnet-ids' }] },
      securityGroupIds: [{ 'Fn::ImportValue': 'alpha-panda-dev-function-security-group-id' }],
    });
  });

  test('a cluster that is there already can be named, and makes its topics by command', () => {
    const clusterArn = 'arn:aws:kafka:ap-south-1:123456789012:cluster/there/1-2';

    const made = deployment({ kafkaClusterArn: clusterArn, kafkaTopics: 'command', kafkaBrokers: 'b:9098' });

    expect(made.kafka).toEqual({ kind: 'msk', clusterArn, createsTopics: false });
    expect(made.brokers).toBe('b:9098');
  });
});

test('what the service imports, the stacks of network and cluster export', async () => {
  const infra = join(import.meta.dirname, '../../../infra/stack');
  const stacks = await Promise.all(
    ['network.yml', 'msk.yml'].map((file) => readFile(join(infra, file), 'utf8')),
  );
  const exported = stacks
    .flatMap((text) => [...text.matchAll(/Export: \{ Name: !Sub '([^']+)' \}/g)])
    .map(([, name = '']) => name.replace(/^\$\{Service\}-\$\{Stage\}/, 'alpha-panda-dev'));
  const imported = [...JSON.stringify(deployment()).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(
    ([, name]) => name,
  );

  expect(imported.length).toBeGreaterThan(0);
  expect(exported).toEqual(expect.arrayContaining(imported));
});

test('exports all imports of the service for any options, even without broker egress', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../infra/stack/network.yml'), 'utf8');
  const outputs = text.slice(text.indexOf('\nOutputs:')).split(/\n(?= {2}\S)/);
  const exporting = outputs.filter((output) => output.includes('Export:'));

  expect(exporting.length).toBeGreaterThan(2);
  for (const output of exporting) expect(output).not.toMatch(/^ {4}Condition:/m);
});

describe('on a cluster of one’s own', () => {
  test('each scope has its secret, and a public cluster needs no network', () => {
    const made = deployment(REDPANDA);

    expect(made.kafka).toMatchObject({
      kind: 'self-managed',
      bootstrapServers: ['one.example:9092', 'two.example:9092'],
      secretArns: { paper: REDPANDA.kafkaSecretArnPaper, zerodha: REDPANDA.kafkaSecretArnZerodha },
    });
    expect(made.network).toBeUndefined();
  });

  test('one message names all missing parameters', () => {
    expect(() => deployment({ kafka: 'self-managed' })).toThrow(
      /kafkaBrokers: .*\n\s+kafkaSecretArnShared: .*\n\s+kafkaSecretArnPaper: .*\n\s+kafkaSecretArnZerodha: /,
    );
  });
});

test('a wrong parameter is named with what is expected', () => {
  expect(() => deployment({ kafka: 'kinesis' })).toThrow(/kafka: .*"msk"\|"self-managed"/);
  expect(() => deployment({ kafkaClusterArn: 'mycluster' })).toThrow(/kafkaClusterArn: /);
});

test('subnets without security groups are refused', () => {
  expect(() => deployment({ subnetIds: 'subnet-1' })).toThrow(/go together/);
});

test('data outlives the stack everywhere but in dev, unless it is said otherwise', () => {
  expect(deployment({}, 'dev').keepsData).toBe(false);
  expect(deployment(ALARMS, 'prod').keepsData).toBe(true);
  expect(deployment({ keepsData: 'true' }, 'dev').keepsData).toBe(true);
  expect(deployment({ ...ALARMS, keepsData: 'false' }, 'load-test').keepsData).toBe(false);
});

test('an AWS endpoint is for the local stage only', () => {
  const endpoint = { awsEndpoint: 'http://127.0.0.1:4566', kafkaClusterArn: LOCAL_CLUSTER_ARN };

  expect(deployment(endpoint, 'local').awsEndpoint).toBe('http://127.0.0.1:4566');
  expect(deployment(endpoint, 'dev').awsEndpoint).toBeUndefined();
});

describe('alarms', () => {
  test('outside dev are refused without anything that they notify', () => {
    expect(() => deployment({}, 'prod')).toThrow(
      'stage prod has alarms that would notify nothing: give --param alarmEmail=you@example.com',
    );
    expect(deployment({ alarmEmail: 'trader@example.com' }, 'prod').alarmEmail).toBe('trader@example.com');
    const alarmTopicArn = 'arn:aws:sns:ap-south-1:123456789012:on-call';
    expect(deployment({ alarmTopicArn }, 'prod').alarmTopicArn).toBe(alarmTopicArn);
  });

  test('are refused with a malformed target', () => {
    expect(() => deployment({ alarmEmail: 'trader' })).toThrow(/alarmEmail: expected an e-mail address/);
    expect(() => deployment({ alarmTopicArn: 'on-call' })).toThrow(/alarmTopicArn: .*SNS topic/);
  });
});
