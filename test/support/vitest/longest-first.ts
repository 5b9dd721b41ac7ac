import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, in this order: one that starts last would keep a core waiting. */
const SLOW_TESTS = [
  'integration/walkthrough',
  'integration/api/fuzz',
  'integration/kills',
  'integration/local-stage',
  'serverless-plugins/offline',
  'integration/api/schemathesis',
  'docs/add-a-stage',
  'integration/pipeline',
  'simulation/simulate',
  'infra/package',
  'artifact/zips',
  'event-source-mapping/batching',
  'event-source-mapping/failures',
  'integration/commands',
  'broker/groups',
  'serverless-plugins/package',
  'integration/stops',
  'integration/redrives',
  'simulation/planted-bugs',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = SLOW_TESTS.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place === -1 ? SLOW_TESTS.length : place;
};

/** Vitest's own order, after the files that take longest. It is the same on a machine that has no results yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
