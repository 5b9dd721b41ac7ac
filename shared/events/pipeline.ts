import { BROKERS, type Broker, SCOPES, type Scope } from './brokers.ts';
import {
  eventTopics,
  LAMBDA_FAILURES,
  redriveTopic,
  SHARED_TOPICS,
  type TopicDefinition,
  type TopicName,
  topicsFor,
} from './topics.ts';

/** A stage of the pipeline. It runs once per scope. */
interface Declaration {
  readonly scopes: readonly Scope[];
  /** Unique. Event ids, origins and checkpoint keys contain it, so a deployed name never changes. */
  name(scope: Scope): string;
  reads(scope: Scope): readonly TopicDefinition[];
  /** Without the dead-letter topics of its inputs. */
  writes(scope: Scope): readonly TopicDefinition[];
  /**
   * Whether its event source mappings may be on demand: free, but later, and blind to partial answers and destinations.
   * For stages that have no records on a good day.
   */
  readonly mayBeOnDemand?: boolean;
}

const eventTopicsOf = (scope: Scope): readonly TopicDefinition[] =>
  eventTopics().filter(({ broker }) => broker === scope);

/**
 * The pipeline, by the folder in `functions/` that holds a stage's code. Deployment, permissions, consumer groups,
 * documents, the in-process replay and tests are made from this table.
 */
const DECLARATIONS = {
  'price-recorder': {
    scopes: ['shared'],
    name: () => 'price-recorder',
    reads: () => [SHARED_TOPICS.marketTicks],
    writes: () => [],
  },
  'strategy-runner': {
    scopes: ['shared'],
    name: () => 'strategy-runner',
    reads: () => [SHARED_TOPICS.marketTicks],
    writes: () => [...BROKERS.map((broker) => topicsFor(broker).signalsRaw), SHARED_TOPICS.systemErrors],
  },
  'risk-manager': {
    scopes: BROKERS,
    name: (broker: Broker) => `${broker}.risk-manager` as const,
    // It has the effects of orders from the portfolio's checkpoint, because topics that share a checkpoint race.
    reads: (broker: Broker) => [topicsFor(broker).signalsRaw],
    writes: (broker: Broker) => {
      const { signalsValidated, signalsRejected } = topicsFor(broker);
      return [signalsValidated, signalsRejected];
    },
  },
  'paper-trading-engine': {
    scopes: ['paper'],
    name: () => 'paper.trading-engine',
    reads: () => [topicsFor('paper').signalsValidated],
    writes: () => [topicsFor('paper').ordersFilled, topicsFor('paper').ordersFailed],
  },
  'portfolio-manager': {
    scopes: BROKERS,
    name: (broker: Broker) => `${broker}.portfolio-manager` as const,
    reads: (broker: Broker) => {
      const { ordersFilled, ordersFailed } = topicsFor(broker);
      // Only the live broker has an interval between placing and filling.
      const submitted = broker === 'zerodha' ? [topicsFor('zerodha').ordersSubmitted] : [];
      return [...submitted, ordersFilled, ordersFailed];
    },
    writes: (broker: Broker) => [topicsFor(broker).pnlSnapshots],
  },
  'dead-letters': {
    scopes: ['shared'],
    name: () => 'shared.dead-letters',
    reads: () => [LAMBDA_FAILURES],
    writes: () => [],
    mayBeOnDemand: true,
  },
  redriver: {
    scopes: SCOPES,
    name: (scope: Scope) => `${scope}.redriver` as const,
    reads: (scope: Scope) => [redriveTopic(scope)],
    writes: eventTopicsOf,
    mayBeOnDemand: true,
  },
} as const satisfies Record<string, Declaration>;

type Declarations = typeof DECLARATIONS;

/** The name of a stage's folder in `functions/`. */
export type StageKind = keyof Declarations;
export type StageName = ReturnType<Declarations[StageKind]['name']>;
type ScopeOf<Kind extends StageKind> = Declarations[Kind]['scopes'][number];

/** A stage of one scope, deployed as one function. */
export interface PipelineStage {
  readonly kind: StageKind;
  readonly scope: Scope;
  readonly name: StageName;
  readonly reads: readonly TopicDefinition[];
  readonly writes: readonly TopicDefinition[];
  /** Whether its mappings may be on demand. Its handler throws where others answer with failed records. */
  readonly mayBeOnDemand: boolean;
}

const stageIn = (kind: StageKind, scope: Scope): PipelineStage => {
  const { name, reads, writes, mayBeOnDemand = false }: Declaration = DECLARATIONS[kind];
  return {
    ...{ kind, scope, mayBeOnDemand },
    name: name(scope) as StageName,
    reads: reads(scope),
    writes: writes(scope),
  };
};

export const stageOf = <Kind extends StageKind>(kind: Kind, scope: ScopeOf<Kind>): PipelineStage =>
  stageIn(kind, scope);

export const STAGE_KINDS = Object.keys(DECLARATIONS) as readonly StageKind[];

/** Every stage of every scope, upstream before downstream. */
export const PIPELINE: readonly PipelineStage[] = STAGE_KINDS.flatMap((kind) =>
  DECLARATIONS[kind].scopes.map((scope) => stageIn(kind, scope)),
);

/** The stages that read a topic; empty for an unknown topic. */
export const readersOf = (topic: string): readonly StageName[] =>
  PIPELINE.flatMap(({ name, reads }) => (reads.some((read) => read.name === topic) ? [name] : []));

/** The setting that contains a function's scope; absent for stages with only the shared scope. */
export const environmentOf = ({ kind, scope }: PipelineStage): Readonly<Record<string, Scope>> => {
  const scopes: readonly Scope[] = DECLARATIONS[kind].scopes;
  if (!scopes.includes('shared')) return { BROKER: scope };
  return scopes.length === 1 ? {} : { SCOPE: scope };
};

/** The function that runs a stage, by its name within a deployment. */
export const functionOf = (stage: string): string => stage.replaceAll('.', '-');

/**
 * The consumer group of one event source mapping. Two functions that shared a group would take each other's records,
 * so the name contains the function and the topic.
 */
export const consumerGroup = (prefix: string, functionName: string, topic: TopicName): string =>
  `${prefix}.${functionName}.${topic}`;
