import { allTopics, LAMBDA_FAILURES } from '../../shared/events/topics.ts';
import { isDeadLetterReader, type StageFunction } from '../service/stages.ts';
import { isOnDemand } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { groupOf } from './roles.ts';

/**
 * The most that Lambda takes. With its default, which is no limit, a mapping with an on-failure destination gives
 * up after ten tries: see docs/decisions on retries.
 */
const MAX_RETRY_ATTEMPTS = 10_000;

/** Of mappings without a destination: until a record expires. */
const UNLIMITED_RETRY_ATTEMPTS = -1;

/** Never: how old a record is does not say whether it may be skipped. */
const NO_MAX_AGE = -1;

const PARTITIONS: ReadonlyMap<string, number> = new Map(
  allTopics().map((topic) => [topic.name, topic.partitions]),
);

const partitionsOf = (topic: string): number => PARTITIONS.get(topic) ?? 1;

/** The framework's names of Lambda's `SASL_SCRAM_512_AUTH` and `BASIC_AUTH`. */
const SIGN_IN = { scram: 'saslScram512Auth', plain: 'saslPlainAuth' } as const;

/** Seconds for which the mappings of a stage gather records. */
const windowOf = ({ priceWindowSeconds }: Deployment, { folder, batching }: StageFunction): number =>
  (folder === 'price-recorder' ? priceWindowSeconds : undefined) ?? batching.windowSeconds;

/** What only a provisioned mapping has. Those on demand repeat a batch until its records expire. */
const provisioned = ({ service, stage: name }: Deployment, stage: StageFunction, topic: string) => ({
  provisionedPollerConfig: {
    minimumPollers: 1,
    maximumPollers: stage.maximumPollers ?? partitionsOf(topic),
  },
  pollerGroupName: `${service}-${name}`,
  functionResponseType: 'ReportBatchItemFailures',
  maximumRecordAgeInSeconds: NO_MAX_AGE,
  // Halves may be tried in any order, and a stage skips what lies before its position.
  bisectBatchOnFunctionError: false,
  // What the reader of failures cannot take has no topic to go to; it stays where it is.
  ...(isDeadLetterReader(stage)
    ? { maximumRetryAttempts: UNLIMITED_RETRY_ATTEMPTS }
    : {
        maximumRetryAttempts: MAX_RETRY_ATTEMPTS,
        onFailureDestination: `kafka://${LAMBDA_FAILURES.name}`,
      }),
});

/** One event source mapping per topic, each with a consumer group of its own. */
export const eventSourcesOf = (deployment: Deployment, stage: StageFunction) =>
  stage.consumes.map((topic) => {
    // The same keys for `msk` and `kafka`; our plugin adds the last six.
    const common = {
      topic,
      consumerGroupId: groupOf(deployment, stage, topic),
      startingPosition: 'TRIM_HORIZON',
      batchSize: stage.batching.size,
      maximumBatchingWindow: windowOf(deployment, stage),
      ...(isOnDemand(deployment, stage) ? {} : provisioned(deployment, stage, topic)),
      metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'],
    };
    const { kafka, network } = deployment;
    if (kafka.kind === 'msk') return { msk: { arn: kafka.clusterArn, ...common } };
    return {
      kafka: {
        bootstrapServers: kafka.bootstrapServers,
        accessConfigurations: {
          [SIGN_IN[kafka.auth]]: [kafka.secretArns[stage.scope]],
          ...(kafka.rootCaSecretArn && { serverRootCaCertificate: [kafka.rootCaSecretArn] }),
          ...(network && { vpcSubnet: network.subnetIds, vpcSecurityGroup: network.securityGroupIds }),
        },
        ...common,
      },
    };
  });

const alphanumeric = (text: string): string => {
  const kept = text.replace(/[^0-9A-Za-z]/g, '');
  return kept.charAt(0).toUpperCase() + kept.slice(1);
};

/** The logical id prefix that Serverless gives to what belongs to a function. */
export const serverlessName = (functionName: string): string =>
  functionName.charAt(0).toUpperCase() +
  functionName.slice(1).replaceAll('-', 'Dash').replaceAll('_', 'Underscore');

/**
 * The logical id of a mapping; its `Ref` is the mapping's UUID, the dimension of its metrics. Serverless puts the
 * cluster's name into it, which our plugin takes out: named otherwise, the cluster would have all mappings made again,
 * before the old ones and their consumer groups are gone.
 */
export const mappingLogicalId = ({ kafka }: Deployment, stage: StageFunction, topic: string): string =>
  `${serverlessName(stage.name)}EventSourceMapping${kafka.kind === 'msk' ? 'MSK' : 'Kafka'}${alphanumeric(topic).slice(0, 158)}`;
