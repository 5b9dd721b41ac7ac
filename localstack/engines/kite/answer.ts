/** An answer of the simulator. */
export interface KiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Kite's error types with their statuses: "Exceptions and errors" of Kite Connect's docs. */
const STATUSES = {
  TokenException: 403,
  InputException: 400,
  GeneralException: 500,
} as const;
export type KiteErrorType = keyof typeof STATUSES;

const json = (status: number, body: unknown): KiteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export const success = (data: unknown): KiteAnswer => json(200, { status: 'success', data });

export const failure = (type: KiteErrorType, message: string, status: number = STATUSES[type]): KiteAnswer =>
  json(status, { status: 'error', message, data: null, error_type: type });

/** What Kite's gateway answers above the rate limit. It has no `data`. */
export const tooManyRequests = (): KiteAnswer =>
  json(429, { status: 'error', message: 'Too many requests', error_type: 'NetworkException' });

export const tokenRefused = (): KiteAnswer =>
  failure('TokenException', 'Incorrect `api_key` or `access_token`.');

/** A table. Kite's own client reads it only if the type has no charset. */
export const csv = (body: string): KiteAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/csv' },
  body,
});

/** A page of a gateway in Kite's place. */
export const gatewayPage = (status: number, title: string): KiteAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
});

export const page = (html: string): KiteAnswer => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    // Without a referrer policy a browser sends no origin with the form, and the form would look foreign.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  },
  body: html,
});

export const redirect = (location: string): KiteAnswer => ({
  status: 302,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: '',
});
