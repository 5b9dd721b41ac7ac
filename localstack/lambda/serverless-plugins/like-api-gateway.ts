import type { IncomingMessage } from 'node:http';
import { isRecord } from '@alpha-panda/kafka-event-source-mapping/serverless';

/** A request as hapi hands it on. */
export interface HapiRequest {
  readonly raw: { readonly req: IncomingMessage };
  /** The object that Node parsed, which hapi and serverless-offline decide by; functions get the raw ones. */
  readonly headers: Record<string, string | string[] | undefined>;
}

/** What hapi is about to answer. */
export interface HapiResponse {
  readonly isBoom?: boolean;
  readonly statusCode?: number;
  readonly source?: unknown;
}

/** With it a caller could choose its identity; API Gateway has no such header. */
const OVERRIDE = 'sls-offline-authorizer-override';
/** Bodies that serverless-offline hands on in Base64, as API Gateway does. */
const BINARY = /octet-stream|multipart\/form-data/;

/** Names and values in turn, as they came over the wire. */
const removeRaw = (rawHeaders: string[], name: string): void => {
  for (let place = rawHeaders.length - 2; place >= 0; place -= 2)
    if (rawHeaders[place]?.toLowerCase() === name) rawHeaders.splice(place, 2);
};

/**
 * Makes serverless-offline hand a request on as API Gateway does. It parses JSON for itself, and a body that is `false`,
 * `0`, `null` or a text arrives as another one, or as none; a type that is not JSON keeps it from doing so. Functions
 * get the type that was sent.
 */
export const gatewayRequest = ({ raw: { req }, headers }: HapiRequest): void => {
  delete headers[OVERRIDE];
  removeRaw(req.rawHeaders, OVERRIDE);
  if (!BINARY.test(String(headers['content-type']))) headers['content-type'] = 'text/plain; charset=utf-8';
};

const isFunctionError = (text: string): boolean => {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return false;
  }
  return isRecord(answer) && Object.keys(answer).join() === 'errorMessage,errorType,stackTrace';
};

/**
 * What API Gateway answers where serverless-offline does not: a function that threw, timed out or could not be loaded is
 * a 500 that says nothing more, not a 200 with a stack trace; a route that there is not is a 404 that lists no others.
 * Undefined where the answer stands.
 */
export const gatewayAnswer = ({
  isBoom,
  statusCode,
  source,
}: HapiResponse): { readonly status: number; readonly body: unknown } | undefined => {
  if (isBoom === true) return undefined;
  if (statusCode === 200 && typeof source === 'string' && isFunctionError(source)) {
    return { status: 500, body: { message: 'Internal Server Error' } };
  }
  if (statusCode === 404 && isRecord(source) && 'existingRoutes' in source) {
    return { status: 404, body: { message: 'Not Found' } };
  }
  return undefined;
};
