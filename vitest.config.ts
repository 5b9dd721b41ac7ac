import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/alone/**', 'test/simulation/simulate.test.ts', 'test/real/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'threads',
    // Many tests wait for brokers and processes: one file at a time would leave the machine idle.
    maxWorkers: 2,
  },
});
