import { defineConfig } from 'vitest/config';
import { ISOLATED, PARALLEL_FILES, TIMEOUTS } from './test/support/vitest/files.ts';
import { LongestFirst } from './test/support/vitest/longest-first.ts';

/**
 * All tests on the embedded engines, in two projects. Most files share the modules of a worker, because most of the
 * time of a small file is the loading of its modules. Files that change their process have a worker each.
 */
export default defineConfig({
  test: {
    ...TIMEOUTS,
    pool: 'threads',
    maxWorkers: PARALLEL_FILES,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/support/vitest/packages-folder.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'isolated', include: [...ISOLATED], exclude: ['test/real/**'] },
      },
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...ISOLATED, 'test/real/**'],
          isolate: false,
          setupFiles: ['test/support/vitest/unchanged-process.ts'],
        },
      },
    ],
  },
});
