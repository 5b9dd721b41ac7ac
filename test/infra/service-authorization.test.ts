import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf } from '../../infra/stack/resources.ts';
import { type Statement, statementsOfRole } from './cloud-formation.ts';
import { deployment, REDPANDA } from './deployments.ts';

/*
 * Every statement of every role against AWS's own table of actions. What a role is granted in the wrong form, an ARN
 * where the action knows no resource say, shows on AWS only, as a mapping that finds no brokers.
 */

const names = z.array(z.string());
const { actions, resources } = z
  .object({
    actions: z.record(
      z.string(),
      z.object({ access: z.string(), required: names, optional: names, requires: names }),
    ),
    resources: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'service-authorization.json'), 'utf8')));

/** Whether some text fits two patterns, in which `*` stands for anything. */
const canBeSame = (a: string, b: string): boolean => {
  const known = new Map<string, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = `${i},${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let same: boolean;
    if (i === a.length && j === b.length) same = true;
    else if (a[i] === '*') same = from(i + 1, j) || (j < b.length && from(i, j + 1));
    else if (b[j] === '*') same = from(i, j + 1) || (i < a.length && from(i + 1, j));
    else same = i < a.length && a[i] === b[j] && from(i + 1, j + 1);
    known.set(key, same);
    return same;
  };
  return from(0, 0);
};

const PLACES: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'ap-south-1',
  Account: '123456789012',
};

/** A resource type's ARN as a pattern. */
const patternOf = (service: string, type: string): string =>
  (resources[`${service}:${type}`] ?? '').replaceAll(
    /\$\{(\w+)\}/g,
    (_, place: string) => PLACES[place] ?? '*',
  );

/** ARNs of secrets and of a service of ECS are known to CloudFormation only. */
const knownArn = (resource: string): string =>
  resource
    .replace(/^\{(\w+Secret)\}$/, 'arn:aws:secretsmanager:ap-south-1:123456789012:secret:$1')
    .replace(/^\{MarketFeedService\}$/, 'arn:aws:ecs:ap-south-1:123456789012:service/market-feed/service');

/** What is wrong with one action of a statement. */
const problemsOf = (action: string, statement: Pick<Statement, 'Resource'>): readonly string[] => {
  const known = actions[action];
  if (known === undefined) {
    return [`${action} is not in service-authorization.json: add it from AWS's reference`];
  }
  const given = [statement.Resource].flat().map(knownArn);
  const [service = ''] = action.split(':');
  const fits = (type: string, resource: string) => canBeSame(patternOf(service, type), resource);
  const types = [...known.required, ...known.optional];
  if (types.length === 0) {
    return given.join() === '*' ? [] : [`${action} knows no resource, but is granted on ${given.join(', ')}`];
  }
  return [
    ...given
      .filter((resource) => resource === '*')
      .map(() => `${action} knows resources, but is granted on *`),
    ...given
      .filter((resource) => !types.some((type) => fits(type, resource)))
      .map((resource) => `${action} is granted on ${resource}, which is not one of ${types.join(', ')}`),
    ...known.required
      .filter((type) => !given.some((resource) => fits(type, resource)))
      .map((type) => `${action} needs a ${type}, but is granted on ${given.join(', ')}`),
  ];
};

const CLUSTER = 'arn:aws:kafka:ap-south-1:123456789012:cluster/alpha-panda-dev/8b1a7c3e-2';
const VPC = { subnetIds: 'subnet-1,subnet-2', securityGroupIds: 'sg-1' };

describe.each([
  ['MSK', {}],
  ['MSK by its ARN, topics by command', { kafkaClusterArn: CLUSTER, kafkaTopics: 'command' }],
  ['MSK in subnets of yours', { ...VPC, egressSubnetIds: 'subnet-3' }],
  ['a cluster of yours', REDPANDA],
  [
    'a cluster of yours in a VPC, with SASL/PLAIN and an authority of its own',
    {
      ...REDPANDA,
      ...VPC,
      kafkaAuth: 'plain',
      kafkaRootCaSecretArn: 'arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/ca-AbCdEf',
    },
  ],
  ['MSK with paper only', { brokers: 'paper' }],
  ['the edge instance, with the feed', { ...REDPANDA, ...VPC, feed: 'edge' }],
  ['MSK, with the feed on Fargate', { feed: 'fargate' }],
  ['alarms to an address', { alarmEmail: 'trader@example.com' }],
])('the roles of a deployment on %s', (_, given) => {
  const roles = Object.entries(resourcesOf(deployment(given)).Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role' || Type === 'AWS::IAM::ManagedPolicy')
    .map(([id, role]) => [id, statementsOfRole(role)] as const);

  test('grant and deny actions that exist, on the resources that they know', () => {
    const problems = roles.flatMap(([id, statements]) =>
      statements.flatMap((statement) =>
        statement.Action.flatMap((action) =>
          problemsOf(action, statement).map((problem) => `${id} ${statement.Sid}: ${problem}`),
        ),
      ),
    );

    expect(roles.length).toBeGreaterThan(15);
    expect(problems).toEqual([]);
  });

  test('have statements with different ids', () => {
    const repeated = roles.flatMap(([id, statements]) =>
      [...Map.groupBy(statements, ({ Sid }) => Sid)]
        .filter(([, same]) => same.length > 1)
        .map(([sid]) => `${id} ${sid}`),
    );

    expect(repeated).toEqual([]);
  });

  test('grant with each action of Kafka those that it is worth nothing without', () => {
    const problems = roles.flatMap(([id, statements]) => {
      const granted = new Set(
        statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action),
      );
      return [...granted]
        .filter((action) => action.startsWith('kafka-cluster:'))
        .flatMap((action) => (actions[action]?.requires ?? []).map((needed) => [action, needed] as const))
        .filter(([, needed]) => !granted.has(needed))
        .map(([action, needed]) => `${id}: ${action} without ${needed}`);
    });

    expect(problems).toEqual([]);
  });
});

describe('the check itself', () => {
  test.each([
    ['kafka:GetBootstrapBrokers', CLUSTER, 'knows no resource'],
    ['dynamodb:PutItem', '*', 'granted on *'],
    ['kafka-cluster:ReadData', CLUSTER, 'not one of topic'],
    ['dynamodb:PutItems', '*', 'not in service-authorization.json'],
  ])('finds %s on %s', (action, Resource, problem) => {
    expect(problemsOf(action, { Resource })).toEqual(
      expect.arrayContaining([expect.stringContaining(problem)]),
    );
  });
});
