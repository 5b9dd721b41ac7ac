import { expect, it } from 'vitest';
import { noConsole } from '../../../../infra/conventions/rules/no-console.ts';
import { findings } from '../support.ts';

it('no-console finds it in what is deployed, and leaves commands alone', () => {
  expect(
    findings(noConsole, {
      'functions/a/stage.ts': 'console.log(1);\nexport const say = console;',
      'shared/a.ts': 'export const a = { console: 1 }; // console.log',
      'localstack/main.ts': 'console.log(1);',
    }),
  ).toEqual([
    'functions/a/stage.ts:1 deployed code writes to the console',
    'functions/a/stage.ts:2 deployed code writes to the console',
  ]);
});
