import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { messageOf } from '../../../shared/errors.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  errorResponse,
} from './aws-response.ts';

const FORWARDED_HEADERS = [
  'authorization',
  'content-type',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-target',
];

/**
 * Passes DynamoDB's calls to another server, such as DynamoDB Local, unchanged and over kept-alive connections.
 * @param upstream its address, such as `http://127.0.0.1:8000`
 */
export const createHttpBackend = (upstream: string): AwsService => {
  const url = new URL(upstream);
  const agent = new Agent({ keepAlive: true });
  return {
    handle: async (request) => {
      try {
        return await forward(url, agent, request);
      } catch (error) {
        return errorResponse(
          'application/x-amz-json-1.0',
          new AwsError(
            'InternalServerError',
            `DynamoDB at ${upstream} did not answer: ${messageOf(error)}`,
            500,
          ),
        );
      }
    },
    close: async () => agent.destroy(),
  };
};

const forward = async (url: URL, agent: Agent, { body, headers }: AwsRequest): Promise<AwsResponse> => {
  const kept: Record<string, string | string[]> = { 'content-length': String(body.length) };
  for (const name of FORWARDED_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', agent, headers: kept }, resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
  }
  const answered: Record<string, string> = {};
  for (const name of ['content-type', 'x-amz-crc32']) {
    const value = response.headers[name];
    if (typeof value === 'string') answered[name] = value;
  }
  return { status: response.statusCode ?? 500, headers: answered, body: Buffer.concat(chunks) };
};
