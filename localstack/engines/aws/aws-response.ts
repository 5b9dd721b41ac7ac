import { crc32 } from 'node:zlib';

/** One call of an AWS JSON protocol, as received. */
export interface AwsRequest {
  /** The part of `X-Amz-Target` after the service's name, such as `PutItem`. */
  readonly operation: string;
  /** The body before parsing. */
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A service's answer; the front adds a request id. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Answers an AWS service's calls, in this process or through another server. */
export interface AwsService {
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** Waits for running calls, writes the kept state and closes files and connections. */
  close(): Promise<void>;
}

/** JSON protocol versions differ by service: DynamoDB speaks 1.0, Secrets Manager 1.1. */
export type JsonProtocol = 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';

export const jsonResponse = (protocol: JsonProtocol, status: number, payload: unknown): AwsResponse => {
  const body = JSON.stringify(payload);
  const headers = { 'content-type': protocol, 'x-amz-crc32': String(crc32(body)) };
  return { status, headers, body };
};

/**
 * An error as AWS's JSON protocols carry it; the SDK turns `type` into the error's name.
 * `type` is the exception's name, with or without a `namespace#` before it.
 */
export class AwsError extends Error {
  readonly type: string;
  readonly status: number;
  /** The exception's members besides its message. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.type = type;
    this.status = status;
    this.members = members;
  }
}

export const errorResponse = (protocol: JsonProtocol, error: AwsError): AwsResponse =>
  jsonResponse(protocol, error.status, {
    __type: error.type,
    message: error.message,
    ...error.members,
  });

/**
 * The body as JSON. The parser's own message quotes its input, which may be a secret, so it is dropped.
 * @throws AwsError `SerializationException`
 */
export const parseBody = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The body is not valid JSON.');
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
