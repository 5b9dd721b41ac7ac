import { FEED_METRICS, FEED_SERVICE, type FeedMetricName } from '../../functions/market-feed/metrics.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { API_FUNCTIONS, AUTHORIZER } from '../service/api.ts';
import { isDeadLetterReader, type StageFunction } from '../service/stages.ts';
import { scheduledFunctionsOf, stagesOf } from './deployed.ts';
import type { Deployment } from './deployment.ts';
import { mappingLogicalId } from './event-sources.ts';
import { type Intrinsic, type Resource, ref } from './intrinsics.ts';
import { functionName } from './roles.ts';

const WIDTH = 24;
const HEIGHT = 6;

type Metric = readonly unknown[];

interface Chart {
  readonly title: string;
  readonly statistic: string;
  readonly metrics: readonly Metric[];
}

/** Stands for a mapping's UUID in the body until CloudFormation puts it in. */
const placeholder = (deployment: Deployment, stage: StageFunction, topic: string): string =>
  `\${${mappingLogicalId(deployment, stage, topic)}}`;

const perFunction = (deployment: Deployment, metric: string): readonly Metric[] =>
  [...stagesOf(deployment), ...API_FUNCTIONS, ...scheduledFunctionsOf(deployment)].map((deployed) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    functionName(deployment, deployed),
    { label: deployed.name },
  ]);

const perApiFunction = (deployment: Deployment, metric: string): readonly Metric[] =>
  API_FUNCTIONS.filter(({ name }) => name !== AUTHORIZER).map(({ name }) => [
    metricsNamespace(deployment.stage),
    metric,
    'service',
    name,
    { label: name },
  ]);

const perMapping = (
  deployment: Deployment,
  stages: readonly StageFunction[],
  metric: string,
): readonly Metric[] =>
  stages.flatMap((stage) =>
    stage.consumes.map((topic) => [
      'AWS/Lambda',
      metric,
      'EventSourceMappingUUID',
      placeholder(deployment, stage, topic),
      { label: `${stage.name} ← ${topic}` },
    ]),
  );

const ofFeed = (deployment: Deployment, ...names: readonly FeedMetricName[]): readonly Metric[] =>
  names.map((name) => [
    metricsNamespace(deployment.stage),
    name,
    'service',
    FEED_SERVICE,
    { label: name, stat: FEED_METRICS[name].statistic },
  ]);

const feedCharts = (deployment: Deployment): readonly Chart[] =>
  deployment.feed === 'none'
    ? []
    : [
        {
          title: 'Market feed: ticks',
          statistic: 'Sum',
          metrics: ofFeed(deployment, 'FeedTicks', 'FeedConflated', 'FeedUnknownPackets'),
        },
        {
          title: 'Market feed: state',
          statistic: 'Maximum',
          metrics: ofFeed(
            deployment,
            'FeedSilence',
            'FeedNeedsLogin',
            'FeedRefusedInstruments',
            'FeedReconnects',
            'FeedHandovers',
          ),
        },
        {
          title: 'Market feed: gap at a hand-over, ms',
          statistic: 'Maximum',
          metrics: ofFeed(deployment, 'FeedHandoverGapMs'),
        },
      ];

const charts = (deployment: Deployment): readonly Chart[] => {
  const pipeline = stagesOf(deployment).filter((stage) => !isDeadLetterReader(stage));
  return [
    ...feedCharts(deployment),
    { title: 'API: requests', statistic: 'Sum', metrics: perApiFunction(deployment, 'requests') },
    { title: 'API: answered with 5xx', statistic: 'Sum', metrics: perApiFunction(deployment, 'failed') },
    {
      title: 'Lag, records',
      statistic: 'Maximum',
      metrics: perMapping(deployment, pipeline, 'MaxOffsetLag'),
    },
    {
      title: 'Records taken',
      statistic: 'Sum',
      metrics: perMapping(deployment, pipeline, 'CommittedEventCount'),
    },
    {
      title: 'Dead letters',
      statistic: 'Sum',
      metrics: pipeline.map(({ name, stageName }) => [
        metricsNamespace(deployment.stage),
        'poison',
        'service',
        stageName,
        { label: name },
      ]),
    },
    {
      title: 'Records given up, to a failure destination',
      statistic: 'Sum',
      metrics: perMapping(deployment, pipeline, 'OnFailureDestinationDeliveredEventCount'),
    },
    {
      title: 'Records given up, without a trace',
      statistic: 'Sum',
      metrics: perMapping(deployment, stagesOf(deployment), 'DroppedEventCount'),
    },
    { title: 'Errors', statistic: 'Sum', metrics: perFunction(deployment, 'Errors') },
    { title: 'Invocations', statistic: 'Sum', metrics: perFunction(deployment, 'Invocations') },
    { title: 'Duration p99, ms', statistic: 'p99', metrics: perFunction(deployment, 'Duration') },
    { title: 'Throttles', statistic: 'Sum', metrics: perFunction(deployment, 'Throttles') },
  ];
};

/** The pipeline on one page: lag and records per mapping, failures and time per function. */
export const dashboardOf = (deployment: Deployment): Resource => {
  const widgets = charts(deployment).map(({ title, statistic, metrics }, index) => ({
    type: 'metric',
    x: (index % 2) * (WIDTH / 2),
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH / 2,
    height: HEIGHT,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    properties: { title, stat: statistic, period: 60, region: '${AWS::Region}', view: 'timeSeries', metrics },
  }));
  const mappings = stagesOf(deployment).flatMap((stage) =>
    stage.consumes.map((topic) => mappingLogicalId(deployment, stage, topic)),
  );
  const uuids: Record<string, Intrinsic> = Object.fromEntries(mappings.map((id) => [id, ref(id)]));
  return {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: `${deployment.service}-${deployment.stage}`,
      DashboardBody: { 'Fn::Sub': [JSON.stringify({ widgets }), uuids] },
    },
  };
};
