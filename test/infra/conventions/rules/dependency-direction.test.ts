import { describe, expect, it } from 'vitest';
import { dependencyDirection } from '../../../../infra/conventions/rules/dependency-direction.ts';
import { findings } from '../support.ts';

const EMPTY = 'export {};';

describe('dependency-direction', () => {
  it('finds dependencies that point the wrong way', () => {
    expect(
      findings(dependencyDirection, {
        'functions/a/stage.ts':
          "import '../b/stage.ts';\nimport '../../localstack/x.ts';\nimport '../../infra/x.ts';\nimport './handler.ts';",
        'functions/a/handler.ts': EMPTY,
        'functions/b/stage.ts': EMPTY,
        'infra/x.ts': "import '../localstack/x.ts';",
        'localstack/x.ts': "import '../test/support/x.ts';",
        'shared/x.ts': "import '../functions/a/stage.ts';\nimport '../infra/x.ts';",
        'test/support/x.ts': EMPTY,
      }),
    ).toEqual([
      'functions/a/stage.ts:1 one function depends on another: ../b/stage.ts',
      'functions/a/stage.ts:2 a function depends on tools: ../../localstack/x.ts',
      'functions/a/stage.ts:3 a function depends on tools: ../../infra/x.ts',
      'functions/a/stage.ts:4 a handler is imported: ./handler.ts',
      'infra/x.ts:1 deployment depends on the local cloud: ../localstack/x.ts',
      'localstack/x.ts:1 code depends on tests: ../test/support/x.ts',
      'shared/x.ts:1 shared code depends on code that uses it: ../functions/a/stage.ts',
      'shared/x.ts:2 shared code depends on code that uses it: ../infra/x.ts',
    ]);
  });

  it('accepts shared code in functions, both in tools, and everything in tests', () => {
    expect(
      findings(dependencyDirection, {
        'functions/a/rules/one.ts': "import '../stage.ts';\nimport '../../../shared/x.ts';",
        'functions/a/stage.ts': EMPTY,
        'infra/x.ts': "import '../functions/a/stage.ts';\nimport '../shared/x.ts';",
        'localstack/x.ts': "import '../functions/a/stage.ts';\nimport '../infra/x.ts';",
        'shared/x.ts': "import 'zod';",
        'test/x.test.ts': "import '../functions/a/stage.ts';\nimport '../localstack/x.ts';",
        'vitest.config.ts': "import './test/support/x.ts';",
        'test/support/x.ts': EMPTY,
      }),
    ).toEqual([]);
  });
});
