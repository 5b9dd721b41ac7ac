import { describe, expect, it } from 'vitest';
import { typeSafety } from '../../../../infra/conventions/rules/type-safety.ts';
import { findings } from '../support.ts';

describe('type-safety', () => {
  it('finds any, "!" and comments that silence the compiler', () => {
    expect(
      findings(typeSafety, {
        'shared/a.ts': [
          'export const a = (x: any) => x;',
          'export const b = (x?: number) => x!;',
          '// @ts-expect-error: it will be fine',
          'export const c: number = "1";',
        ].join('\n'),
        'functions/a/stage.ts': 'export const a = [] as Array<any>;',
      }),
    ).toEqual([
      'functions/a/stage.ts:1 the type any',
      'shared/a.ts:1 the type any',
      'shared/a.ts:2 a "!" that the compiler cannot check',
      'shared/a.ts:3 a comment that silences the compiler',
    ]);
  });

  it('leaves the words, negation and inequality alone', () => {
    expect(
      findings(typeSafety, {
        'shared/a.ts':
          'export const any = "any"; // any\nexport const b = (x: boolean) => !x && any !== "x!";',
        'test/a.test.ts': 'export const a = (x: any) => x!;',
      }),
    ).toEqual([]);
  });
});
