import { describe, expect, test } from 'vitest';
import { pollerUnits, templateFacts } from '../../infra/cost/template-facts.ts';
import { API_FUNCTIONS } from '../../infra/service/api.ts';
import type { Resource } from '../../infra/stack/intrinsics.ts';
import type { Scope } from '../../shared/events/brokers.ts';
import { functionOf, PIPELINE } from '../../shared/events/pipeline.ts';
import { allTopics, originalTopic, topicDefinition } from '../../shared/events/topics.ts';
import { packagedOnce } from '../support/packages.ts';
import { ofType } from './cloud-formation.ts';
import { deployment, REDPANDA } from './deployments.ts';

/**
 * Mappings and event poller units may not become more: a unit costs $135 a month. Lower these when the template has
 * fewer. The aims are 19 and 11 mappings, 2 and 2 units.
 */
const MAX = {
  'paper,zerodha': { mappings: 14, units: 2 },
  paper: { mappings: 9, units: 1 },
  zerodha: { mappings: 9, units: 1 },
} as const;

/** On a self-managed cluster or an edge. */
const LEAN_UNITS = { 'paper,zerodha': 1, paper: 1, zerodha: 1 } as const;

const SCOPES = {
  'paper,zerodha': ['paper', 'zerodha', 'shared'],
  paper: ['paper', 'shared'],
  zerodha: ['zerodha', 'shared'],
} as const;

const resourcesWith = async (brokers: keyof typeof MAX): Promise<Readonly<Record<string, Resource>>> =>
  (await packagedOnce('dev', { brokers }, { templateOnly: true })).template.Resources;

const isIn = (scopes: readonly Scope[], topic: string): boolean =>
  scopes.includes(topicDefinition(originalTopic(topic)).broker);

describe.each(['paper,zerodha', 'paper', 'zerodha'] as const)('a deployment with brokers=%s', (brokers) => {
  const scopes: readonly Scope[] = SCOPES[brokers];
  const stages = PIPELINE.filter(({ scope }) => scopes.includes(scope));

  test('has a mapping for each topic that its stages read, in few event poller units', async () => {
    const { mappings } = templateFacts(await resourcesWith(brokers));

    expect(mappings.map(({ stage, topic }) => [stage.name, topic]).toSorted()).toEqual(
      stages.flatMap(({ name, reads }) => reads.map((topic) => [functionOf(name), topic.name])).toSorted(),
    );
    expect(mappings.length).toBeLessThanOrEqual(MAX[brokers].mappings);
    // One group, in which each mapping has one poller while nothing happens.
    expect(pollerUnits({ mappings })).toBe(Math.ceil(mappings.length / 10));
    expect(pollerUnits({ mappings })).toBeLessThanOrEqual(MAX[brokers].units);
  });

  test('needs fewer event poller units without MSK, because mappings of rare records are on demand', async () => {
    const given = { ...REDPANDA, brokers };
    const { mappings } = templateFacts(
      (await packagedOnce('dev', given, { templateOnly: true })).template.Resources,
    );

    expect(
      mappings
        .filter(({ pollers }) => pollers === undefined)
        .map(({ stage }) => stage.folder)
        .toSorted(),
    ).toEqual(['dead-letters', ...scopes.map(() => 'redriver')]);
    expect(pollerUnits({ mappings })).toBeLessThanOrEqual(LEAN_UNITS[brokers]);
  });

  test('does not say whether a mapping is enabled, so that a deployment leaves it as the schedule has it', async () => {
    const mappings = ofType(await resourcesWith(brokers), 'AWS::Lambda::EventSourceMapping').values();

    for (const properties of mappings) expect(properties).not.toHaveProperty('Enabled');
  });

  test('has the functions of its stages, of the API and of schedules', async () => {
    const functions = ofType(await resourcesWith(brokers), 'AWS::Lambda::Function').values();

    expect([...functions].map(({ FunctionName }) => FunctionName).toSorted()).toEqual(
      [
        ...stages.map(({ name }) => functionOf(name)),
        ...API_FUNCTIONS.map(({ name }) => name),
        'poller-hours',
        'market-feed',
        'market-hours',
        'instruments',
        ...(scopes.includes('paper') ? ['session-events'] : []),
      ]
        .map((name) => `alpha-panda-dev-${name}`)
        .toSorted(),
    );
  });

  test('makes the topics of its brokers and the shared ones', async () => {
    const topics = ofType(await resourcesWith(brokers), 'AWS::MSK::Topic').values();

    expect([...topics].map(({ TopicName }) => TopicName).toSorted()).toEqual(
      allTopics()
        .map(({ name }) => name)
        .filter((topic) => isIn(scopes, topic))
        .toSorted(),
    );
  });
});

describe.each([
  ['paper', 'zerodha', 'kafkaSecretArnZerodha'],
  ['zerodha', 'paper', 'kafkaSecretArnPaper'],
] as const)('a deployment with the broker %s alone', (broker, other, secret) => {
  test(`names no topic, function, group or alarm of ${other}`, async () => {
    const ofOther = new RegExp(`${other}\\.(signals|orders|pnl|redrives)|dev-${other}-`);

    expect(JSON.stringify(await resourcesWith(broker))).not.toMatch(ofOther);
    expect(JSON.stringify(await resourcesWith('paper,zerodha'))).toMatch(ofOther);
  });

  test('tells each function which broker it has', async () => {
    const functions = [...ofType(await resourcesWith(broker), 'AWS::Lambda::Function').values()];

    for (const { FunctionName, Environment } of functions)
      expect(Environment, String(FunctionName)).toMatchObject({ Variables: { BROKERS: broker } });
  });

  test(`needs no secret of a Kafka user for ${other}`, () => {
    const { [secret]: _, ...given } = REDPANDA;

    expect(deployment({ ...given, brokers: broker }).scopes).toEqual([broker, 'shared']);
    expect(() => deployment(given)).toThrow(secret);
  });
});
