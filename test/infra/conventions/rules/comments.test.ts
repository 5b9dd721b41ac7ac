import { expect, it } from 'vitest';
import { comments } from '../../../../infra/conventions/rules/comments.ts';
import { findings } from '../support.ts';

it('comments: finds tasks and suppressions of type errors', () => {
  expect(
    findings(comments, {
      'shared/a.ts': 'export {};\n  // TODO: the rest\n/**\n * FIXME later\n */\n// @ts-expect-error: later',
      'shared/b.ts': 'export const TODO = "TODO @ts-ignore"; // a list of tasks',
      'test/a.test.ts': '// @ts-expect-error: the test needs it',
    }),
  ).toEqual([
    'shared/a.ts:2 a task: // TODO: the rest',
    'shared/a.ts:4 a task: * FIXME later',
    'shared/a.ts:6 a suppression of type errors: // @ts-expect-error: later',
  ]);
});
