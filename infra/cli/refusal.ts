import * as z from 'zod';
import { CommandFailure } from './command-failure.ts';
import type { Ending } from './exit-codes.ts';

/** An RFC 9457 problem of the API. A gateway or proxy may send fewer fields. */
const problem = z.object({
  code: z.string().optional(),
  detail: z.string().optional(),
  correlation_id: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  /** Sent by API Gateway itself. */
  message: z.string().nullish(),
});

/** Problems with status 403 of a caller who is logged in. */
const OF_PERMISSION: ReadonlySet<string> = new Set(['NOT_PERMITTED', 'STEP_UP_REQUIRED', 'CODE_REFUSED']);

const endingOf = (status: number, code: string): Exclude<Ending, 'ok'> => {
  if (OF_PERMISSION.has(code)) return 'refused';
  if (status === 401 || status === 403) return 'notLoggedIn';
  return status >= 500 ? 'unavailable' : 'refused';
};

const LOG_IN_AGAIN = 'the session has ended or was replaced; log in again: npm run cli -- login';

/** The message for a response without `detail`. */
const withoutDetail = (status: number, message: string | null | undefined): string => {
  if (status === 401 || status === 403) return LOG_IN_AGAIN;
  return message ?? 'the response has no detail';
};

/** The fields that `detail` does not mention. */
const fieldsOf = (
  fields: readonly { readonly field: string; readonly problem: string }[],
  detail: string,
): string => {
  const others = fields.filter(({ field }) => !detail.includes(field));
  return others.length === 0
    ? ''
    : ` [${others.map(({ field, problem }) => `${field}: ${problem}`).join('; ')}]`;
};

const secondsIn = (text: string | null): number | undefined =>
  /^\d{1,5}$/.test(text ?? '') ? Number(text) : undefined;

/** A failed response as one line: code, detail, fields and correlation id. */
export const refusalOf = (status: number, json: unknown, headers: Headers): CommandFailure => {
  const said = problem.safeParse(json).data ?? {};
  const code = said.code ?? `HTTP_${status}`;
  const detail = said.detail ?? withoutDetail(status, said.message);
  const correlationId = said.correlation_id ?? headers.get('x-correlation-id');
  const retryAfter = headers.get('retry-after');
  return new CommandFailure(
    endingOf(status, code),
    code,
    [
      `${code}: ${detail}${fieldsOf(said.fields ?? [], detail)}`,
      code === 'STEP_UP_REQUIRED' ? '; send a code with npm run cli -- step-up' : '',
      retryAfter === null ? '' : `; retry in ${retryAfter} s`,
      correlationId === null ? '' : ` (correlation id ${correlationId})`,
    ].join(''),
    { retryAfter: secondsIn(retryAfter) },
  );
};
