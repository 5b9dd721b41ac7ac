import { describe, expect, test } from 'vitest';
import { pollerUnits, templateFacts } from '../../../infra/cost/template-facts.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { packagedOnce } from '../../support/packages.ts';

const [stage] = STAGE_FUNCTIONS;

const mapping = (pollers: number | undefined, pollerGroup?: string) => {
  if (stage === undefined) throw new Error('there is no stage');
  return { stage, topic: 'market.ticks', memory: 512, windowSeconds: 0, pollers, pollerGroup };
};

describe('event poller units', () => {
  test.each([
    ['nothing where all mappings are on demand', [mapping(undefined)], 0],
    ['one for ten pollers of a group', Array.from({ length: 10 }, () => mapping(1, 'a')), 1],
    ['two for eleven pollers of a group', Array.from({ length: 11 }, () => mapping(1, 'a')), 2],
    ['one for each group', [mapping(1, 'a'), mapping(1, 'b')], 2],
    ['one for each mapping without a group', [mapping(1), mapping(1)], 2],
    ['two for a mapping of eleven pollers', [mapping(11, 'a')], 2],
  ])('are %s', (_, mappings, units) => {
    expect(pollerUnits({ mappings })).toBe(units);
  });
});

describe('the facts of the packaged template', () => {
  test('have each mapping with its stage, topic, memory and pollers', async () => {
    const { template } = await packagedOnce('dev', {}, { templateOnly: true });
    const { mappings, alarmMetrics, secrets } = templateFacts(template.Resources);

    expect(
      mappings
        .map(({ stage: { name }, topic, memory, pollers }) => [name, topic, memory, pollers])
        .toSorted(),
    ).toEqual(
      STAGE_FUNCTIONS.flatMap(({ name, consumes, memorySize }) =>
        consumes.map((topic) => [name, topic, memorySize, 1]),
      ).toSorted(),
    );
    expect(new Set(mappings.map(({ pollerGroup }) => pollerGroup))).toEqual(new Set(['alpha-panda-dev']));
    expect(alarmMetrics).toBeGreaterThan(mappings.length);
    expect(secrets).toBe(5);
  });

  test.each([
    // Five of seven days: 21.7 days a month.
    ['nse', (6 + 55 / 60) * 21.726],
    ['mcx', (15 + 20 / 60) * 21.726],
    ['always', 730],
  ])('have the hours of pollers for pollerHours=%s', async (pollerHours, hours) => {
    const { template } = await packagedOnce('dev', { pollerHours }, { templateOnly: true });

    expect(templateFacts(template.Resources).pollerHours).toBeCloseTo(hours, 1);
  });

  test.each([
    [{ feed: 'relay' }, { host: 'relay', memory: 512, starts: 96 }],
    [
      { feed: 'relay', pollerHours: 'always' },
      { host: 'relay', memory: 512, starts: 144 },
    ],
    [{ feed: 'fargate' }, { host: 'fargate', cores: 0.25, memory: 512, hours: 14 + 55 / 60 }],
    [
      { feed: 'fargate', pollerHours: 'always' },
      { host: 'fargate', cores: 0.25, memory: 512, hours: 24 },
    ],
    [{ feed: 'edge' }, { host: 'edge' }],
    [{ feed: 'none' }, { host: 'none' }],
  ])('have the feed of %j', async (parameters, feed) => {
    const { template } = await packagedOnce('dev', parameters, { templateOnly: true });

    expect(templateFacts(template.Resources).feed).toEqual(feed);
  });
});
