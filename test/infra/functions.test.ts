import { describe, expect, test } from 'vitest';
import { functionsOf } from '../../infra/functions.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { deployment, REDPANDA } from './deployments.ts';

const LOCAL = {
  kafkaClusterArn: 'arn:aws:kafka:ap-south-1:000000000000:cluster/local/0-0',
  kafkaBrokers: '127.0.0.1:9092',
  kafkaTopics: 'command',
  awsEndpoint: 'http://127.0.0.1:4566',
};

/** CloudFormation reads the parameter when it deploys. */
const afterDeployment = (environment: Readonly<Record<string, string>> = {}) => ({
  ...environment,
  KAFKA_BROKERS: environment.KAFKA_BROKERS?.replace(/^\{\{resolve:ssm:.*\}\}$/, 'b-1.example:9098'),
});

describe.each([
  ['MSK', deployment(), 'iam'],
  ['Redpanda', deployment(REDPANDA, 'prod'), 'scram'],
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
  const functions = functionsOf(deployment(REDPANDA, 'prod'));

  expect(functions['paper-risk-manager']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnPaper);
  expect(functions['zerodha-journal']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnZerodha);
  expect(functions['price-recorder']?.environment.KAFKA_SECRET_ID).toBe(REDPANDA.kafkaSecretArnShared);
});

test('only what is deployed runs in the network', () => {
  for (const local of Object.values(functionsOf(deployment(LOCAL, 'local'))))
    expect(local.vpc).toBeUndefined();
  for (const deployed of Object.values(functionsOf(deployment()))) expect(deployed.vpc).toBeDefined();
});
