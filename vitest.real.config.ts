import { defineConfig } from 'vitest/config';
import { TIMEOUTS } from './test/support/vitest/files.ts';

/** What runs on Apache Kafka and DynamoDB Local as well, which `npm run test:real` starts. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts', 'test/integration/**/*.test.ts', 'test/real/**/*.test.ts'],
    // These start their own engines, or none: they would do the same again.
    exclude: [
      'test/integration/api/**',
      'test/integration/commands.test.ts',
      'test/integration/local-stage.test.ts',
      'test/integration/walkthrough.test.ts',
    ],
    ...TIMEOUTS,
    // One broker serves all files: side by side they would wait for each other's rebalances.
    fileParallelism: false,
  },
});
