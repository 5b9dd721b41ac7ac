import type { ProblemError } from '../ports/problems.ts';
import { PROBLEMS } from '../ports/problems.ts';

/** The reply of a route. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text or HTML. */
  readonly body: string;
}

/** A Lambda response to an HTTP API, payload format 2.0. */
export interface GatewayReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const CORRELATION_HEADER = 'x-correlation-id';

/** Replies are not cached, not sniffed, not framed and send no referrer. */
const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export const jsonReply = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** An RFC 9457 problem with code, invalid fields and correlation id. */
export const problemReply = (
  { problem, message, fields, retryAfter }: ProblemError,
  correlationId: string,
): Reply => {
  const { status, title } = PROBLEMS[problem];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify({
      type: `urn:alpha-panda:problem:${problem.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      code: problem,
      detail: message,
      correlation_id: correlationId,
      ...(fields.length === 0 ? {} : { fields }),
    }),
  };
};

export const gatewayReply = ({ status, headers, body }: Reply, correlationId: string): GatewayReply => ({
  statusCode: status,
  headers: { ...SECURITY_HEADERS, [CORRELATION_HEADER]: correlationId, ...headers },
  body,
});
