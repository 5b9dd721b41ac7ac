import * as z from 'zod';
import { METRICS } from '../../shared/lambda/metrics.ts';
import { STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';
import type { Resource } from '../stack/intrinsics.ts';
import type { FeedFacts } from './feed.ts';
import { DAYS_OF_MONTH, HOURS_OF_MONTH } from './workload.ts';

/** An event source mapping of the compiled template. */
export interface MappingFacts {
  readonly stage: StageFunction;
  readonly topic: string;
  /** Megabytes of its function. */
  readonly memory: number;
  readonly windowSeconds: number;
  /** Pollers that are always there; undefined where the mapping is on demand, which costs nothing. */
  readonly pollers: number | undefined;
  /** Mappings of one group share poller units. */
  readonly pollerGroup: string | undefined;
}

/** What the template says about costs. */
export interface TemplateFacts {
  readonly mappings: readonly MappingFacts[];
  /** Metrics that alarms watch; CloudWatch bills each. */
  readonly alarmMetrics: number;
  readonly secrets: number;
  /** Hours of a month in which mappings are enabled. */
  readonly pollerHours: number;
  readonly feed: FeedFacts;
}

const reference = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });

const functionProperties = z.object({ FunctionName: z.string(), MemorySize: z.int() });

const mappingProperties = z.object({
  FunctionName: reference,
  Topics: z.tuple([z.string()]),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  ProvisionedPollerConfig: z
    .object({ MinimumPollers: z.int().default(1), PollerGroupName: z.string().optional() })
    .optional(),
});

const alarmProperties = z.object({
  Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional(),
});

type Template = Readonly<Record<string, Resource>>;

const ofType = (template: Template, type: string): readonly unknown[] =>
  Object.values(template).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));

const stageNamed = (functionName: string): StageFunction => {
  const stage = STAGE_FUNCTIONS.find(({ name }) => functionName.endsWith(`-${name}`));
  if (stage === undefined) throw new Error(`function ${functionName} has mappings, but is no stage`);
  return stage;
};

const mappingFacts = (template: Template, properties: unknown): MappingFacts => {
  const mapping = mappingProperties.parse(properties);
  const [logicalId] = mapping.FunctionName['Fn::GetAtt'];
  const { FunctionName, MemorySize } = functionProperties.parse(template[logicalId]?.Properties);
  return {
    stage: stageNamed(FunctionName),
    topic: mapping.Topics[0],
    memory: MemorySize,
    windowSeconds: mapping.MaximumBatchingWindowInSeconds,
    pollers: mapping.ProvisionedPollerConfig?.MinimumPollers,
    pollerGroup: mapping.ProvisionedPollerConfig?.PollerGroupName,
  };
};

const scheduleProperties = z.object({
  ScheduleExpression: z.string().regex(/^cron\(\d+(\/\d+)? (\d+(-\d+)?|\*) /),
  Target: z.object({ Input: z.unknown() }),
});

const MINUTES_OF_DAY = 24 * 60;
const WORKDAYS_OF_WEEK = 5 / 7;

/** Minutes from midnight of `cron(50 8 ? * * *)`, or of the first hour of `cron(45 15-23 ? * * *)`. */
const minutesOf = (cron: string): number => {
  const [, minute, hour] = /^cron\((\d+) (\d+)/.exec(cron) ?? [];
  return Number(hour) * 60 + Number(minute);
};

/** Hours of a month in which the template's schedules have mappings enabled; all where it has none. */
const enabledHours = (template: Template): number => {
  const switches = ofType(template, 'AWS::Scheduler::Schedule').flatMap((properties) => {
    const { ScheduleExpression, Target } = scheduleProperties.parse(properties);
    const direction = /"switch":"(on|off)"/.exec(String(Target.Input))?.[1];
    return direction === undefined ? [] : [{ direction, at: minutesOf(ScheduleExpression) }];
  });
  const on = switches.find(({ direction }) => direction === 'on');
  const off = switches.find(({ direction }) => direction === 'off');
  if (on === undefined || off === undefined) return HOURS_OF_MONTH;
  const minutes = (off.at - on.at + MINUTES_OF_DAY) % MINUTES_OF_DAY;
  return (minutes / 60) * DAYS_OF_MONTH * WORKDAYS_OF_WEEK;
};

const feedTask = z.object({
  Cpu: z.coerce.number(),
  Memory: z.coerce.number(),
});

/** Units of the processor that make a core of Fargate. */
const UNITS_OF_CORE = 1_024;

/** Starts in a day of `cron(0/10 8-23 ? * * *)`. */
const startsOf = (cron: string): number => {
  const [, every = '', from, to] = /^cron\(0\/(\d+) (?:(\d+)-(\d+)|\*) /.exec(cron) ?? [];
  const hours = from === undefined ? 24 : Number(to) - Number(from) + 1;
  return (hours * 60) / Number(every);
};

/** The feed, by the resources of its host. */
const feedFacts = (template: Template): FeedFacts => {
  const cronOf = (id: string): string | undefined =>
    template[id] && scheduleProperties.parse(template[id].Properties).ScheduleExpression;
  const [task] = ofType(template, 'AWS::ECS::TaskDefinition');
  if (task !== undefined) {
    const { Cpu, Memory } = feedTask.parse(task);
    const [starts, stops] = [cronOf('MarketFeedStarts'), cronOf('MarketFeedStops')];
    const minutes =
      starts === undefined || stops === undefined
        ? MINUTES_OF_DAY
        : (minutesOf(stops) - minutesOf(starts) + MINUTES_OF_DAY) % MINUTES_OF_DAY;
    return { host: 'fargate', cores: Cpu / UNITS_OF_CORE, memory: Memory, hours: minutes / 60 };
  }
  if (template.MarketFeedHost !== undefined) return { host: 'edge' };
  const cron = cronOf('MarketFeedSchedule');
  if (cron === undefined) return { host: 'none' };
  const { MemorySize } = functionProperties.parse(template.MarketDashfeedLambdaFunction?.Properties);
  return { host: 'relay', memory: MemorySize, starts: startsOf(cron) };
};

/** @throws where the template has a mapping that belongs to no stage */
export const templateFacts = (template: Template): TemplateFacts => ({
  mappings: ofType(template, 'AWS::Lambda::EventSourceMapping').map((properties) =>
    mappingFacts(template, properties),
  ),
  alarmMetrics: ofType(template, 'AWS::CloudWatch::Alarm')
    .map((properties) => alarmProperties.parse(properties).Metrics)
    .reduce(
      (sum, metrics) =>
        sum +
        (metrics === undefined ? 1 : metrics.filter(({ MetricStat }) => MetricStat !== undefined).length),
      0,
    ),
  secrets: ofType(template, 'AWS::SecretsManager::Secret').length,
  pollerHours: enabledHours(template),
  feed: feedFacts(template),
});

/** Lambda bundles so many pollers of a group into one event poller unit. */
const POLLERS_OF_UNIT = 10;

/** Event poller units that are billed while the mappings are enabled. A mapping without a group has its own. */
export const pollerUnits = ({ mappings }: Pick<TemplateFacts, 'mappings'>): number => {
  const provisioned = mappings.filter(({ pollers }) => pollers !== undefined);
  const groups = Map.groupBy(provisioned, (mapping) => mapping.pollerGroup ?? mapping);
  return [...groups.values()]
    .map((group) => group.reduce((sum, { pollers = 0 }) => sum + pollers, 0))
    .reduce((sum, pollers) => sum + Math.ceil(pollers / POLLERS_OF_UNIT), 0);
};

/** Metrics of CloudWatch that one stage writes. */
export const METRICS_OF_STAGE = METRICS.length;
