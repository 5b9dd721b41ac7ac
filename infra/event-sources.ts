import { allTopics, deadLetterTopic } from '../shared/events/topics.ts';
import type { Deployment } from './deployment.ts';
import { attribute, type Value } from './intrinsics.ts';
import { groupOf, undeliverableQueueId } from './roles.ts';
import { isDeadLetterReader, type StageFunction } from './stages.ts';

/**
 * The most that Lambda takes. Left at its default of "for ever", a mapping with an on-failure destination gives
 * up after ten tries: see docs/decisions on retries.
 */
export const MAXIMUM_RETRY_ATTEMPTS = 10_000;

/** Never: how old a record is does not say whether it may be skipped. */
const NO_MAXIMUM_AGE = -1;

/** The keys of `msk` and `kafka` events that are the same; the last six are added by our plugin. */
interface EventSource {
  readonly topic: string;
  readonly consumerGroupId: string;
  readonly startingPosition: 'TRIM_HORIZON';
  readonly batchSize: number;
  readonly maximumBatchingWindow: number;
  readonly provisionedPollerConfig: { readonly minimumPollers: number; readonly maximumPollers: number };
  readonly pollerGroupName: string;
  readonly functionResponseType: 'ReportBatchItemFailures';
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeInSeconds: number;
  readonly bisectBatchOnFunctionError: false;
  readonly onFailureDestination: Value;
  readonly metrics: readonly string[];
}

export type EventSourceConfiguration = { readonly msk: EventSource } | { readonly kafka: EventSource };

const PARTITIONS: ReadonlyMap<string, number> = new Map(
  allTopics().map((topic) => [topic.name, topic.partitions]),
);

const partitionsOf = (topic: string): number => PARTITIONS.get(topic) ?? 1;

/** One event source mapping per topic, each with a consumer group of its own. */
export const eventSourcesOf = (
  deployment: Deployment,
  stage: StageFunction,
): readonly EventSourceConfiguration[] =>
  stage.consumes.map((topic) => {
    const common: EventSource = {
      topic,
      consumerGroupId: groupOf(deployment, stage, topic),
      startingPosition: 'TRIM_HORIZON',
      batchSize: stage.batching.size,
      maximumBatchingWindow: stage.batching.windowSeconds,
      // A partition has one batch in flight, so more pollers than partitions would idle.
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: partitionsOf(topic) },
      pollerGroupName: `${deployment.service}-${deployment.stage}`,
      functionResponseType: 'ReportBatchItemFailures',
      maximumRetryAttempts: MAXIMUM_RETRY_ATTEMPTS,
      maximumRecordAgeInSeconds: NO_MAXIMUM_AGE,
      // Halves may be tried in any order, and a stage skips what lies before its position.
      bisectBatchOnFunctionError: false,
      onFailureDestination: isDeadLetterReader(stage)
        ? attribute(undeliverableQueueId(stage), 'Arn')
        : `kafka://${deadLetterTopic(topic)}`,
      metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'],
    };
    const { kafka, network } = deployment;
    if (kafka.kind === 'msk') return { msk: { arn: kafka.clusterArn, ...common } };
    return {
      kafka: {
        bootstrapServers: kafka.bootstrapServers,
        accessConfigurations: {
          saslScram512Auth: [kafka.secretArns[stage.scope]],
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

const nameOfCluster = (clusterArn: Value): string => {
  if (typeof clusterArn === 'string') return clusterArn.split('/')[1] ?? '';
  return String(clusterArn['Fn::ImportValue'] ?? clusterArn.Ref);
};

/** The logical id prefix that Serverless gives to what belongs to a function. */
export const serverlessName = (functionName: string): string =>
  functionName.charAt(0).toUpperCase() +
  functionName.slice(1).replaceAll('-', 'Dash').replaceAll('_', 'Underscore');

/** The logical id that Serverless gives to a mapping; its `Ref` is the mapping's UUID, the dimension of its metrics. */
export const mappingLogicalId = ({ kafka }: Deployment, stage: StageFunction, topic: string): string =>
  kafka.kind === 'msk'
    ? `${serverlessName(stage.name)}EventSourceMappingMSK${alphanumeric(nameOfCluster(kafka.clusterArn)).slice(0, 79)}${alphanumeric(topic).slice(0, 79)}`
    : `${serverlessName(stage.name)}EventSourceMappingKafka${alphanumeric(topic).slice(0, 158)}`;
