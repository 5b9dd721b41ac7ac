import { type CalledFunction, SECRETS } from '../service/api.ts';
import type { Deployment } from './deployment.ts';
import { logicalId, ref, type Value } from './intrinsics.ts';
import {
  kafkaArn,
  kafkaSecretsOf,
  logs,
  networkInterfaces,
  type Statement,
  tableStatements,
} from './roles.ts';

/** Whether it has to be where Kafka is. Who speaks to AWS only is faster to start and cheaper outside. */
export const usesKafka = ({ produces, describes }: CalledFunction): boolean =>
  produces.length > 0 || describes.length > 0;

const mskAccess = (apiFunction: CalledFunction, clusterArn: Value): readonly Statement[] => {
  const topics = (names: readonly string[]) => names.map((name) => kafkaArn(clusterArn, 'topic', name));
  const writes = apiFunction.produces.length > 0;
  return [
    {
      Sid: 'Connect',
      Effect: 'Allow',
      Action: writes
        ? ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently']
        : ['kafka-cluster:Connect'],
      Resource: clusterArn,
    },
    {
      Sid: writes ? 'Produce' : 'Describe',
      Effect: 'Allow',
      Action: writes
        ? ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData']
        : ['kafka-cluster:DescribeTopic'],
      Resource: topics(writes ? apiFunction.produces : apiFunction.describes),
    },
  ];
};

const secretIds = (deployment: Deployment, apiFunction: CalledFunction): readonly Value[] => {
  const own = Object.values(SECRETS)
    .filter((name) => apiFunction.secrets.includes(name))
    .map((name): Value => ref(logicalId(name, 'secret')));
  const { kafka } = deployment;
  return kafka.kind === 'self-managed' && usesKafka(apiFunction)
    ? [...own, ...kafkaSecretsOf(kafka, apiFunction.scope)]
    : own;
};

/** All that one function of the API, or of a schedule, may do. */
export const apiStatementsOf = (
  deployment: Deployment,
  apiFunction: CalledFunction,
): readonly Statement[] => {
  const { kafka, network } = deployment;
  const secrets = secretIds(deployment, apiFunction);
  const inNetwork = network !== undefined && usesKafka(apiFunction);
  return [
    logs(deployment, apiFunction),
    ...(inNetwork ? networkInterfaces(deployment, apiFunction) : []),
    ...(kafka.kind === 'msk' && usesKafka(apiFunction) ? mskAccess(apiFunction, kafka.clusterArn) : []),
    ...(secrets.length > 0
      ? [
          {
            Sid: 'OwnSecrets',
            Effect: 'Allow',
            Action: ['secretsmanager:GetSecretValue'],
            Resource: secrets,
          } as const,
        ]
      : []),
    // The action knows no resources.
    ...(apiFunction.listsEventSources
      ? [
          {
            Sid: 'ListEventSources',
            Effect: 'Allow',
            Action: ['lambda:ListEventSourceMappings'],
            Resource: '*',
          } as const,
        ]
      : []),
    ...tableStatements(deployment, apiFunction.tables),
  ];
};
