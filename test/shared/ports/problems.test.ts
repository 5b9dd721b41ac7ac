import { expect, test } from 'vitest';
import { AlphaPandaError, TransientError } from '../../../shared/errors.ts';
import { PROBLEMS, ProblemError, problemOf } from '../../../shared/ports/problems.ts';

test('every code has a status of a client or a server error', () => {
  for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
    expect(title).not.toBe('');
  }
});

test('a problem is returned unchanged', () => {
  const problem = new ProblemError('NOT_FOUND', 'no strategy "x"');

  expect(problemOf(problem)).toBe(problem);
});

test('a retryable error has a time to retry, and no details', () => {
  const problem = problemOf(new TransientError('DYNAMODB_FAILED', 'throttled: table secret-name'));

  expect(problem).toMatchObject({ problem: 'UNAVAILABLE', retryAfter: 1 });
  expect(problem.message).not.toContain('secret-name');
});

test.each([
  new Error('at /var/task/index.mjs'),
  new AlphaPandaError('SECRET_INVALID', 'inner'),
  'text',
  undefined,
  null,
])('an unexpected error reveals nothing of itself: %s', (thrown) => {
  const problem = problemOf(thrown);

  expect(problem.problem).toBe('INTERNAL_ERROR');
  expect(problem.message).toBe('search the log for the correlation id');
});
