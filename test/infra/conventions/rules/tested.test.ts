import { describe, expect, it } from 'vitest';
import { tested } from '../../../../infra/conventions/rules/tested.ts';
import { findings } from '../support.ts';

describe('tested', () => {
  it('finds files that no test of their stage or area imports', () => {
    expect(
      findings(tested, {
        'functions/a/stage.ts': 'export const a = 1;',
        'functions/b/stage.ts': "import './state.ts';\nexport {};",
        'functions/b/state.ts': 'export {};',
        'shared/kernel/x.ts': 'export {};',
        'shared/money.ts': 'export {};',
        'test/functions/b/other.test.ts': "import '../../../functions/a/stage.ts';",
        'test/shared/events/x.test.ts':
          "import '../../../shared/kernel/x.ts';\nimport '../../../shared/money.ts';",
      }),
    ).toEqual([
      'functions/a/stage.ts:1 no test in test/functions/a/ imports it',
      'functions/b/stage.ts:1 no test in test/functions/b/ imports it',
      'functions/b/state.ts:1 no test in test/functions/b/ imports it',
      'shared/kernel/x.ts:1 no test in test/shared/kernel/ imports it',
      'shared/money.ts:1 no test in test/shared/ imports it',
    ]);
  });

  it('accepts a file that a test imports indirectly, and a handler without a test here', () => {
    expect(
      findings(tested, {
        'functions/a/handler.ts': 'export {};',
        'functions/a/rules/one.ts': 'export {};',
        'functions/a/stage.ts': "import './rules/one.ts';",
        'shared/money.ts': 'export {};',
        'test/functions/a/fixtures.ts': "import '../../../functions/a/stage.ts';",
        'test/functions/a/stage.test.ts': "import './fixtures.ts';",
        'test/shared/money.test.ts': "import '../../shared/money.ts';",
      }),
    ).toEqual([]);
  });

  it('accepts a file that only declares types of a package', () => {
    const text = "declare module 'a/b.js' {\n  export default class B {}\n}\n";

    expect(findings(tested, { 'shared/kafka/b.d.ts': text })).toEqual([]);
  });
});
