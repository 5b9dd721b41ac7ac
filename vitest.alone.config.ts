import { defineConfig } from 'vitest/config';
import { TIMEOUTS } from './test/support/vitest/files.ts';

/** What has a budget of time and needs the machine to itself to come far within it. */
export default defineConfig({
  test: {
    include: ['test/alone/**/*.test.ts'],
    ...TIMEOUTS,
    fileParallelism: false,
  },
});
