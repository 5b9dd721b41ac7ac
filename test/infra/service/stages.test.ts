import { describe, expect, test } from 'vitest';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { eachWiring } from '../../../infra/service/wirings.ts';
import { functionOf, PIPELINE } from '../../../shared/events/pipeline.ts';
import { wiringDependencies } from '../../support/wiring-dependencies.ts';

const codeOf = eachWiring((wiring) => (environment: Readonly<Record<string, string>>) => {
  const { stage } = wiring(wiringDependencies({ environment }));
  return { name: stage.name, reads: stage.topics.map(({ name }) => name) };
});

describe.each(STAGE_FUNCTIONS)('$name', (deployed) => {
  test('runs the code of its stage, on the topics that it is deployed to read', () => {
    const { folder, environment, stageName, consumes } = deployed;

    expect(
      codeOf[folder](environment),
      `take name and topics from stageOf('${folder}', …) in functions/${folder}/stage.ts`,
    ).toEqual({ name: stageName, reads: consumes });
  });
});

test('there is one function for each stage of the pipeline', () => {
  expect(STAGE_FUNCTIONS.map(({ name }) => name)).toEqual(PIPELINE.map(({ name }) => functionOf(name)));
});
