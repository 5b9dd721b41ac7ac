import { describe, expect, test } from 'vitest';
import { API_FUNCTIONS } from '../../../infra/service/api.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { functionsOf } from '../../../infra/stack/functions.ts';
import type { Value } from '../../../infra/stack/intrinsics.ts';
import { statementsOf } from '../../../infra/stack/roles.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { resolved } from '../cloud-formation.ts';
import { ALARMS, deployment, REDPANDA } from '../deployments.ts';

const LOCAL = {
  kafkaClusterArn: 'arn:aws:kafka:ap-south-1:000000000000:cluster/local/0-0',
  kafkaBrokers: '127.0.0.1:9092',
  kafkaTopics: 'command',
  awsEndpoint: 'http://127.0.0.1:4566',
};

/** CloudFormation reads the parameter when it deploys. */
const afterDeployment = (environment: Readonly<Record<string, Value>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(resolved(value)).replace(/^\{\{resolve:ssm:.*\}\}$/, 'b-1.example:9098'),
    ]),
  );

describe.each([
  ['MSK', deployment(), 'iam'],
  ['Redpanda', deployment({ ...REDPANDA, ...ALARMS }, 'prod'), 'scram'],
  ['a cluster with SASL/PLAIN', deployment({ ...REDPANDA, kafkaAuth: 'plain' }), 'sasl-plain'],
  ['the local cloud', deployment(LOCAL, 'local'), 'plain'],
] as const)('on %s', (_, target, auth) => {
  test('every function has settings that it takes', () => {
    for (const { environment } of Object.values(functionsOf(target))) {
      expect(readSettings(afterDeployment(environment))).toMatchObject({
        STAGE: target.stage,
        KAFKA_AUTH: auth,
        TABLE_PREFIX: `alpha-panda-${target.stage}`,
      });
    }
  });
});

test('the password of a scope’s Kafka user is known to its functions only', () => {
  const functions = functionsOf(deployment({ ...REDPANDA, ...ALARMS }, 'prod'));

  expect(functions['paper-risk-manager']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnPaper);
  expect(functions['zerodha-redriver']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnZerodha);
  expect(functions['price-recorder']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnShared);
});

test('a private authority is named to every function and every mapping, and each may read it', () => {
  const authority = 'arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/ca-AbCdEf';
  const target = deployment({ ...REDPANDA, kafkaAuth: 'plain', kafkaRootCaSecretArn: authority });

  for (const { environment, events } of Object.values(functionsOf(target))) {
    expect(environment.KAFKA_ROOT_CA_SECRET_ID).toBe(authority);
    for (const event of events) {
      if (!('kafka' in event)) continue;
      expect(event.kafka).toMatchObject({
        accessConfigurations: { saslPlainAuth: [expect.any(String)], serverRootCaCertificate: [authority] },
      });
    }
  }
  for (const stage of STAGE_FUNCTIONS) {
    const read = statementsOf(target, stage).find(({ Sid }) => Sid === 'KafkaSecret');
    expect(read?.Resource).toContain(authority);
  }
});

test('only what is deployed runs in the network, and of that what has to be beside Kafka or behind one address', () => {
  for (const local of Object.values(functionsOf(deployment(LOCAL, 'local'))))
    expect(local.vpc).toBeUndefined();
  const outside = Object.entries(functionsOf(deployment()))
    .filter(([, { vpc }]) => vpc === undefined)
    .map(([name]) => name);
  expect(outside.toSorted()).toEqual([
    'authorizer',
    'history-api',
    'instruments',
    'instruments-api',
    'journal-api',
    'market-hours',
    'poller-hours',
    'portfolio-api',
  ]);
});

test('only functions that call the broker, and health, which calls Lambda, can reach the internet', () => {
  const { egress } = deployment();
  const withEgress = Object.entries(functionsOf(deployment()))
    .filter(([, { vpc }]) => vpc !== undefined && JSON.stringify(vpc) === JSON.stringify(egress))
    .map(([name]) => name);

  expect(withEgress.toSorted()).toEqual(['auth-api', 'health-api', 'market-feed']);
});

test('live risk and every function of the API know owners, viewers and the ceilings of live limits', () => {
  const functions = functionsOf(deployment());

  for (const name of ['zerodha-risk-manager', ...API_FUNCTIONS.map((apiFunction) => apiFunction.name)]) {
    expect(functions[name]?.environment, name).toMatchObject({
      LIVE_LIMIT_CEILINGS: 'max_daily_loss=25000',
      ZERODHA_USER_IDS: 'AB1234',
      ZERODHA_VIEWER_IDS: 'CD5678',
    });
  }
});
