import { type Deployment, deploymentOf } from '../../infra/stack/deployment.ts';

/** The parameters as `serverless.yml` gives them where nothing is said. */
export const DEFAULTS = {
  kafka: 'msk',
  brokers: 'paper,zerodha',
  kafkaClusterArn: '',
  kafkaBrokers: '',
  kafkaTopics: 'cloudformation',
  kafkaSecretArnShared: '',
  kafkaSecretArnPaper: '',
  kafkaSecretArnZerodha: '',
  kafkaAuth: 'scram',
  kafkaRootCaSecretArn: '',
  subnetIds: '',
  securityGroupIds: '',
  egressSubnetIds: '',
  zerodhaUserIds: 'AB1234',
  zerodhaViewerIds: 'CD5678',
  liveLimitCeilings: 'max_daily_loss=25000',
  tablePrefix: '',
  marketClock: 'wall',
  priceWindowSeconds: '',
  awsEndpoint: '',
  kiteUrl: '',
  keepsData: '',
  alarmTopicArn: '',
  alarmEmail: '',
  pollerHours: 'nse',
  feed: 'relay',
  budgetAmount: '100',
  budgetEmail: '',
};

/** What a stage that keeps its data has to be given as well. */
export const ALARMS = { alarmEmail: 'trader@example.com' };

const secret = (scope: string) =>
  `arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/${scope}-AbCdEf`;

export const REDPANDA = {
  kafka: 'self-managed',
  kafkaBrokers: 'one.example:9092,two.example:9092',
  kafkaSecretArnShared: secret('shared'),
  kafkaSecretArnPaper: secret('paper'),
  kafkaSecretArnZerodha: secret('zerodha'),
};

export const deployment = (given: Readonly<Record<string, unknown>> = {}, stage = 'dev'): Deployment =>
  deploymentOf('alpha-panda', stage, { ...DEFAULTS, ...given });
