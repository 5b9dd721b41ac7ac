import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  consumerGroup,
  environmentOf,
  functionOf,
  PIPELINE,
  readersOf,
  STAGE_KINDS,
  stageOf,
} from '../../../shared/events/pipeline.ts';
import {
  allTopics,
  LAMBDA_FAILURES,
  redriveTopic,
  SHARED_TOPICS,
  topicsFor,
} from '../../../shared/events/topics.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MARKET_TICKS = SHARED_TOPICS.marketTicks.name;

describe('the pipeline', () => {
  it('keeps the names of deployed stages: checkpoints and event ids contain them', () => {
    const deployed = [
      'price-recorder',
      'strategy-runner',
      'paper.risk-manager',
      'zerodha.risk-manager',
      'paper.trading-engine',
      'paper.portfolio-manager',
      'zerodha.portfolio-manager',
      'shared.dead-letters',
      'paper.redriver',
      'zerodha.redriver',
      'shared.redriver',
    ];

    expect(PIPELINE.map(({ name }) => name)).toEqual(expect.arrayContaining(deployed));
  });

  it.each(STAGE_KINDS)('has the files of %s in the folder of that name', (kind) => {
    for (const file of ['stage.ts', 'wiring.ts', 'handler.ts'])
      expect(existsSync(join(ROOT, 'functions', kind, file)), `write functions/${kind}/${file}`).toBe(true);
  });

  it('gives a stage topics of its own scope only, besides the shared ones', () => {
    for (const { name, scope, reads, writes } of PIPELINE.filter((stage) => stage.scope !== 'shared')) {
      for (const topic of [...reads, ...writes]) expect(['shared', scope], name).toContain(topic.broker);
    }
  });

  it('reads what Lambda gave up with one stage, and no dead-letter topic', () => {
    expect(readersOf(LAMBDA_FAILURES.name)).toEqual(['shared.dead-letters']);
    for (const { name } of allTopics().filter(({ deadLetters }) => deadLetters))
      expect(readersOf(name)).toEqual([]);
  });
});

describe('readersOf', () => {
  it('names the stages that read an event topic', () => {
    expect(readersOf(topicsFor('zerodha').ordersFilled.name)).toEqual(['zerodha.portfolio-manager']);
    expect(readersOf(MARKET_TICKS)).toEqual(['price-recorder', 'strategy-runner']);
    expect(readersOf(redriveTopic('paper').name)).toEqual(['paper.redriver']);
  });

  it('names a reader of every topic but dead letters and those for users and other systems', () => {
    const unread = allTopics().filter(
      ({ name, deadLetters }) => !deadLetters && readersOf(name).length === 0,
    );

    expect(unread.map(({ name }) => name)).toEqual([
      'system.errors',
      'operator.actions',
      'paper.signals.rejected',
      'paper.pnl.snapshots',
      'zerodha.signals.validated',
      'zerodha.signals.rejected',
      'zerodha.pnl.snapshots',
    ]);
  });

  it('names no stage for an unknown topic', () => {
    expect(readersOf('constructor')).toEqual([]);
  });
});

describe('environmentOf', () => {
  it('sets BROKER for a stage of one or both brokers, SCOPE for one of all scopes, nothing for a shared one', () => {
    expect(environmentOf(stageOf('risk-manager', 'zerodha'))).toEqual({ BROKER: 'zerodha' });
    expect(environmentOf(stageOf('paper-trading-engine', 'paper'))).toEqual({ BROKER: 'paper' });
    expect(environmentOf(stageOf('redriver', 'shared'))).toEqual({ SCOPE: 'shared' });
    expect(environmentOf(stageOf('strategy-runner', 'shared'))).toEqual({});
  });
});

describe('consumerGroup', () => {
  it('contains prefix, function and topic', () => {
    expect(consumerGroup('alpha-panda-dev', 'paper-risk-manager', topicsFor('paper').signalsRaw.name)).toBe(
      'alpha-panda-dev.paper-risk-manager.paper.signals.raw',
    );
  });

  it('differs for every function and topic', () => {
    const groups = PIPELINE.flatMap(({ name, reads }) =>
      reads.map((topic) => consumerGroup('alpha-panda', functionOf(name), topic.name)),
    );

    expect(new Set(groups).size).toBe(groups.length);
  });
});
