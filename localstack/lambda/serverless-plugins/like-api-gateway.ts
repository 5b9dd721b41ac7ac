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

/** A caller could choose its identity with this header, which API Gateway does not have. */
const OVERRIDE = 'sls-offline-authorizer-override';
/** Bodies that serverless-offline hands on in Base64, as API Gateway does. */
const BINARY = /octet-stream|multipart\/form-data/;

/** Names and values in turn, as they came over the wire. */
const removeRaw = (rawHeaders: string[], name: string): void => {
  for (let place = rawHeaders.length - 2; place >= 0; place -= 2)
    if (rawHeaders[place]?.toLowerCase() === name) rawHeaders.splice(place, 2);
};

/**
 * Makes serverless-offline pass a request on as API Gateway does. serverless-offline parses JSON, and changes or
 * drops a body that is `false`, `0`, `null` or a text. With a content type other than JSON it does not parse.
 * Functions still get the original content type.
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
 * The answer of API Gateway where serverless-offline has another one. A function that threw, timed out or could not
 * be loaded is a 500 without details, not a 200 with a stack trace. An unknown route is a 404 that lists no other
 * routes. Undefined if the answer is the same.
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
