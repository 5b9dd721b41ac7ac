import { afterAll, expect } from 'vitest';

/*
 * Files of the project "shared" follow each other in one process. A file that leaves a change behind would make the
 * next one fail: here it fails itself.
 */

const REMEDY =
  'this file changes its process: undo it, or add the file to ISOLATED in test/support/vitest/files.ts';

/** Powertools sets AWS_SDK_UA_APP_ID when it is loaded. */
const state = () => ({
  environment: { ...process.env, AWS_SDK_UA_APP_ID: undefined },
  write: [process.stdout.write, process.stderr.write],
  clock: [Date, setTimeout],
  listeners: ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'].map((event) =>
    process.listenerCount(event),
  ),
});

const before = state();

afterAll(() => {
  expect(state(), REMEDY).toEqual(before);
});
