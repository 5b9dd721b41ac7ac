import { describe, expect, it } from 'vitest';
import { wholeTests } from '../../../../infra/conventions/rules/whole-tests.ts';
import { findings } from '../support.ts';

const DECLARED = 'declare const it: any; declare const describe: any; declare const test: any;';

describe('whole-tests', () => {
  it('finds tests that leave others, or themselves, out', () => {
    expect(
      findings(wholeTests, {
        'test/a.test.ts': [
          DECLARED,
          "it.only('a', () => {});",
          "describe.skip('b', () => {});",
          "test.todo('c');",
          "it.each([1]).skip('d', () => {});",
          "describe.concurrent.only('e', () => {});",
        ].join('\n'),
      }),
    ).toEqual([
      'test/a.test.ts:2 it.only leaves tests out',
      'test/a.test.ts:3 describe.skip leaves tests out',
      'test/a.test.ts:4 test.todo leaves tests out',
      'test/a.test.ts:5 it.skip leaves tests out',
      'test/a.test.ts:6 describe.only leaves tests out',
    ]);
  });

  it('leaves conditions and members of those names alone', () => {
    expect(
      findings(wholeTests, {
        'test/a.test.ts': `${DECLARED}\nit.skipIf(true)('a', () => {});\nexport const b = (list: { skip(n: number): void }) => list.skip(1);`,
      }),
    ).toEqual([]);
  });
});
