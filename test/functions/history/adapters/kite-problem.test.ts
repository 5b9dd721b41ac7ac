import { expect, test } from 'vitest';
import { problemOfKite } from '../../../../functions/history/adapters/kite-problem.ts';
import { AlphaPandaError } from '../../../../shared/errors.ts';
import {
  noAnswer,
  notFromKite,
  refusedByKite,
  unexpectedAnswer,
} from '../../../../shared/kite/rest/kite-error.ts';

const refused = (status: number, error_type: string, message: string) =>
  refusedByKite(status, { error_type, message }, []);

test.each([
  [
    refused(403, 'TokenException', 'Incorrect `api_key` or `access_token`.'),
    'INVALID_CREDENTIALS',
    undefined,
  ],
  [refused(429, 'NetworkException', 'Too many requests'), 'RATE_LIMITED', 2],
  [refused(403, 'PermissionException', 'Insufficient permission'), 'ZERODHA_REFUSED', undefined],
  [refused(400, 'InputException', 'invalid token'), 'ZERODHA_REFUSED', undefined],
  [refused(503, 'NetworkException', 'down'), 'ZERODHA_UNAVAILABLE', 2],
  [notFromKite(502, 'an HTML page'), 'ZERODHA_UNAVAILABLE', 2],
  [notFromKite(404, 'an HTML page'), 'ZERODHA_ERROR', undefined],
  [unexpectedAnswer(200, 'candles.0'), 'ZERODHA_ERROR', undefined],
  [noAnswer(new Error('fetch failed'), 1), 'ZERODHA_UNAVAILABLE', 2],
])('%s becomes the problem %s', (error, problem, retryAfter) => {
  expect(problemOfKite(error)).toMatchObject({ problem, retryAfter });
});

test("Kite's text tells what it refused", () => {
  expect(problemOfKite(refused(400, 'InputException', 'invalid instrument token'))).toMatchObject({
    message: 'Kite answered 400 InputException: invalid instrument token',
  });
});

test('another error stays what it is', () => {
  const error = new AlphaPandaError('X', 'x');

  expect(problemOfKite(error)).toBe(error);
});
