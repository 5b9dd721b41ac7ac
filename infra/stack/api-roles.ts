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

/** What a called function reads and writes, without its log and its network. */
export const accessOf = (deployment: Deployment, called: CalledFunction): readonly Statement[] => {
  const { kafka } = deployment;
  const secrets = secretIds(deployment, called);
  return [
    ...(kafka.kind === 'msk' && usesKafka(called) ? mskAccess(called, kafka.clusterArn) : []),
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
    ...(called.listsEventSources
      ? [
          {
            Sid: 'ListEventSources',
            Effect: 'Allow',
            Action: ['lambda:ListEventSourceMappings'],
            Resource: '*',
          } as const,
        ]
      : []),
    ...tableStatements(deployment, called.tables),
  ];
};

/** All that one function of the API, or of a schedule, may do. */
export const apiStatementsOf = (deployment: Deployment, called: CalledFunction): readonly Statement[] => {
  const inNetwork = deployment.network !== undefined && usesKafka(called);
  return [
    logs(deployment, called),
    ...(inNetwork ? networkInterfaces(deployment, called) : []),
    ...accessOf(deployment, called),
  ];
};
