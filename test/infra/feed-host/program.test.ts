import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { feedHostProgram } from '../../../infra/stack/feed-host.ts';
import { eventually } from '../../support/eventually.ts';
import { FeedHostCloud, type FeedHostRun, startFeedHost } from '../../support/feed-host.ts';

/** The process of a feed: says what it was given, and leaves when it is asked to. */
const FEED = `
import { word } from './chunks/word.mjs';
process.once('SIGTERM', () => setTimeout(() => { console.log('the lease is released'); process.exit(0); }, 200));
console.log(JSON.stringify({ word, host: process.env.FEED_HOST, prefix: process.env.TABLE_PREFIX }));
setInterval(() => undefined, 1_000);
`;

const bytes = (text: string) => new TextEncoder().encode(text);

let cloud: FeedHostCloud;
let run: FeedHostRun | undefined;
const cloudWith = async (feed: string): Promise<FeedHostCloud> => {
  const zip = zipSync({
    'main.mjs': bytes(feed),
    'chunks/word.mjs': bytes("export const word = 'unpacked';"),
  });
  cloud = new FeedHostCloud(Buffer.from(zip), { FEED_HOST: 'edge', TABLE_PREFIX: 'alpha-panda-dev' });
  await cloud.listen();
  return cloud;
};
beforeEach(() => {
  run = undefined;
});
afterEach(async () => {
  run?.child.kill('SIGKILL');
  await run?.code;
  await cloud.close();
});

test('runs the code of the deployed function with its settings, and sends its lines to its log', async () => {
  run = startFeedHost(await cloudWith(FEED));
  await eventually('the feed runs', () => run?.output().includes('unpacked') || undefined);

  run.child.kill('SIGTERM');

  expect(await run.code).toBe(0);
  expect(cloud.lines).toEqual([
    JSON.stringify({ word: 'unpacked', host: 'edge', prefix: 'alpha-panda-dev' }),
    'the lease is released',
  ]);
  for (const authorization of cloud.authorizations) {
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/ap-south-1\/(lambda|logs)\//,
    );
  }
});

test('ends with an error that its log has, if the feed ends by itself', async () => {
  run = startFeedHost(await cloudWith("console.log('broken'); process.exit(3);"));

  expect(await run.code).toBe(1);
  expect(cloud.lines.join('\n')).toMatch(/broken\n.*the market feed ended: code 3/);
});

test('runs no code whose digest is not that of the function', async () => {
  await cloudWith(FEED);
  cloud.sha256 = createHash('sha256').update('other').digest('base64');
  run = startFeedHost(cloud);

  expect(await run.code).toBe(1);
  expect(run.output()).toContain('its SHA-256 differs');
  expect(run.output()).not.toContain('unpacked');
});

test('fits into a parameter of SSM, without what the parameter or the template would replace', async () => {
  await cloudWith(FEED);

  expect(feedHostProgram().length).toBeLessThanOrEqual(8_192);
  expect(feedHostProgram()).not.toMatch(/\$\{|\{\{/);
});
