import { afterEach, beforeEach, expect, it } from 'vitest';
import { lazyMetrics } from '../../../shared/lambda/lazy-metrics.ts';
import { type CapturedOutput, captureOutput } from '../../support/api/captured-output.ts';

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.stop());

it("writes each count at once, under the deployment's namespace and the function's name", async () => {
  const count = lazyMetrics('dev', 'authorizer');

  await count('tokensRefused');
  await count('tokensRefused');

  const lines = output.lines().filter((line) => '_aws' in line);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    service: 'authorizer',
    tokensRefused: 1,
    _aws: { CloudWatchMetrics: [{ Namespace: 'AlphaPanda/dev', Dimensions: [['service']] }] },
  });
});
