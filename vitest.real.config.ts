import { defineConfig } from 'vitest/config';

/** What runs on Apache Kafka and DynamoDB Local as well, which `npm run test:real` starts. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts', 'test/integration/**/*.test.ts', 'test/real/**/*.test.ts'],
    // These start embedded engines themselves, next to any real ones.
    exclude: [
      'test/integration/api/**',
      'test/integration/local-stage.test.ts',
      'test/integration/walkthrough.test.ts',
    ],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // One broker serves all files: side by side they would wait for each other's rebalances.
    fileParallelism: false,
  },
});
