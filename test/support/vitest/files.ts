/** Tests wait for brokers and processes: more files than cores keep two cores busy. */
export const PARALLEL_FILES = 3;

/** Guards against hangs. No result depends on them: a loaded machine takes ten times as long as a quiet one. */
export const TIMEOUTS = { testTimeout: 600_000, hookTimeout: 600_000, teardownTimeout: 60_000 } as const;

/**
 * Files that change the environment, the output or the signals of their process, or read the environment when a
 * module loads. Each has a worker of its own. All other files share the modules of a worker.
 */
export const ISOLATED: readonly string[] = [
  'test/integration/**/*.test.ts',
  'test/artifact/**/*.test.ts',
  'test/localstack/lambda/serverless-plugins/**/*.test.ts',
  'test/shared/kafka/idle-timers.test.ts',
  'test/shared/kafka/lean-encoder.test.ts',
  'test/shared/lambda/*.test.ts',
  'test/shared/secrets/secret-reader.test.ts',
  'test/functions/auth/api/deployed.test.ts',
  'test/functions/health/get-readiness.test.ts',
];
