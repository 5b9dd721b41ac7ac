import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../infra/cli/refusal.ts';
import { problemReply } from '../../../shared/http/reply.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';

const CORRELATION_ID = '8a61c404-5d59-55ea-b99d-897a6fae950a';

const refusal = (problem: ProblemError) => {
  const { status, headers, body } = problemReply(problem, CORRELATION_ID);
  return refusalOf(status, JSON.parse(body), new Headers(headers));
};

describe('refusalOf', () => {
  it('says code, detail and correlation id in one line', () => {
    const { ending, message } = refusal(new ProblemError('NOT_FOUND', 'there is no strategy x'));

    expect(ending).toBe('refused');
    expect(message).toBe(`NOT_FOUND: there is no strategy x (correlation id ${CORRELATION_ID})`);
  });

  it('names fields that the detail does not name', () => {
    const fields = [
      { field: 'body.quantity', problem: 'too small' },
      { field: 'body.period', problem: 'too large' },
    ];

    const { message } = refusal(
      new ProblemError('INVALID_PARAMETERS', 'body.quantity: too small', { fields }),
    );

    expect(message).toContain('INVALID_PARAMETERS: body.quantity: too small [body.period: too large] (');
  });

  it('says when to try again', () => {
    const { message } = refusal(new ProblemError('RATE_LIMITED', 'too many', { retryAfter: 12 }));

    expect(message).toContain('RATE_LIMITED: too many; retry in 12 s (');
  });

  it.each([
    ['UNAUTHENTICATED', 'notLoggedIn'],
    ['USER_NOT_ALLOWED', 'notLoggedIn'],
    ['VERSION_MISMATCH', 'refused'],
    ['RATE_LIMITED', 'refused'],
    ['INTERNAL_ERROR', 'unavailable'],
    ['ZERODHA_UNAVAILABLE', 'unavailable'],
  ] as const)('ends %s as %s', (code, ending) => {
    expect(refusal(new ProblemError(code, 'x')).ending).toBe(ending);
  });

  it.each([401, 403])('says what to do where a gateway says no more than %d', (status) => {
    const { ending, message } = refusalOf(status, { message: 'Forbidden' }, new Headers());

    expect(ending).toBe('notLoggedIn');
    expect(message).toBe(
      `HTTP_${status}: the session has ended or was replaced; log in again: npm run cli -- login`,
    );
  });

  it('says what a gateway says where it knows no better', () => {
    const { ending, message } = refusalOf(503, { message: 'Service Unavailable' }, new Headers());

    expect([ending, message]).toEqual(['unavailable', 'HTTP_503: Service Unavailable']);
  });

  it('copes with an answer that is no JSON', () => {
    expect(refusalOf(502, undefined, new Headers()).message).toBe('HTTP_502: the response has no detail');
  });
});
