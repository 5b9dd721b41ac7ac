import { gatewayPage, type KiteAnswer, tokenRefused, tooManyRequests } from './answer.ts';
import type { Faults } from './faults.ts';

/** What the faults do to one request. */
export interface RestFaults {
  /** Milliseconds before the request is handled. */
  readonly latency: number;
  /** The answer in place of the route's, which then does not run. */
  readonly instead: KiteAnswer | undefined;
  /** The route runs, and the connection ends in the middle of its answer. */
  readonly isCut: boolean;
}

const MAINTENANCE =
  '<!doctype html>\n<html><head><title>Kite</title></head><body><h1>Kite is being updated</h1></body></html>\n';

const answerInstead = (faults: Faults, path: string): KiteAnswer | undefined => {
  if (faults.take('bad_gateway', { path })) return gatewayPage(502, '502 Bad Gateway');
  if (faults.take('html_page', { path })) return { ...gatewayPage(200, 'Kite'), body: MAINTENANCE };
  if (faults.take('too_many_requests', { path })) return tooManyRequests();
  if (faults.take('token_refused', { path })) return tokenRefused();
  return undefined;
};

/** Takes the faults of a request to Kite's API. */
export const restFaults = (faults: Faults, path: string): RestFaults => {
  const latency = faults.take('latency', { path })?.milliseconds ?? 0;
  const instead = answerInstead(faults, path);
  return { latency, instead, isCut: instead === undefined && !!faults.take('connection_cut', { path }) };
};
