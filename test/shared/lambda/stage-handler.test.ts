import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../shared/errors.ts';
import type { StageDependencies } from '../../../shared/kernel/wiring.ts';
import { stageHandler } from '../../../shared/lambda/stage-handler.ts';
import { sumStage } from '../../support/stages.ts';

const LOCAL = { STAGE: 'local', TABLE_PREFIX: 'test', KAFKA_BROKERS: '127.0.0.1:9' };

const wired = (environment: Readonly<Record<string, string>>): StageDependencies[] => {
  const given: StageDependencies[] = [];
  stageHandler((dependencies) => {
    given.push(dependencies);
    return { stage: sumStage(), loadContext: async () => undefined };
  }, environment);
  return given;
};

describe('stageHandler', () => {
  it('stops at start if a setting is missing, before it wires the stage', () => {
    let wirings = 0;
    const wire = () => {
      wirings += 1;
      return { stage: sumStage(), loadContext: async () => undefined };
    };

    expect(() => stageHandler(wire, { STAGE: 'local' })).toThrow(SettingsError);
    expect(() => stageHandler(wire, { STAGE: 'local' })).toThrow(
      /TABLE_PREFIX is missing; KAFKA_BROKERS is missing/,
    );
    expect(wirings).toBe(0);
  });

  it('wires a stage once, with its settings and environment', () => {
    const [dependencies, ...more] = wired({ ...LOCAL, BROKER: 'paper' });

    expect(more).toEqual([]);
    expect(dependencies).toMatchObject({
      settings: { TABLE_PREFIX: 'test', MARKET_CLOCK: 'wall' },
      environment: { BROKER: 'paper' },
    });
  });

  it('gives a stage the wall clock live, and no time if MARKET_CLOCK is event', () => {
    const [live] = wired({ ...LOCAL, MARKET_CLOCK: 'wall' });
    const [replayed] = wired({ ...LOCAL, MARKET_CLOCK: 'event' });

    expect(live?.marketClock.now()).toBeTypeOf('number');
    expect(replayed?.marketClock.now()).toBeUndefined();
  });
});
