import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  isServerError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from '@smithy/core/retry';
import type { RetryErrorType, SdkError } from '@smithy/types';
import { AlphaPandaError } from '../../errors.ts';
import { MAX_ATTEMPTS } from '../client.ts';
import { poster } from './post.ts';
import { requestSigner } from './signature.ts';
import { decodeOutput, encodeInput, failureOf } from './wire.ts';

/** What stages need of a DynamoDB client. The SDK's client has it too. */
export type DynamoSender = Pick<DynamoDBClient, 'send'>;

export interface LeanDynamoOptions {
  readonly region: string;
  /** Default: the endpoint of the region. */
  readonly endpoint?: string | undefined;
  readonly credentials?: ReturnType<typeof defaultProvider>;
  readonly maxAttempts?: number;
  /** Of one attempt. Default: none, as with the SDK. */
  readonly timeoutMs?: number;
}

const OPERATIONS = [
  [GetItemCommand, 'GetItem'],
  [PutItemCommand, 'PutItem'],
  [BatchGetItemCommand, 'BatchGetItem'],
  [QueryCommand, 'Query'],
  [ScanCommand, 'Scan'],
] as const;

const operationOf = (command: object): string => {
  const found = OPERATIONS.find(([type]) => command instanceof type);
  if (found === undefined) {
    throw new AlphaPandaError(
      'UNKNOWN_OPERATION',
      `the lean client does not know ${command.constructor.name}: use the client of the SDK`,
    );
  }
  return found[1];
};

/** The SDK's classification, by which its retry strategy decides. */
const errorTypeOf = (error: SdkError): RetryErrorType => {
  if (isThrottlingError(error)) return 'THROTTLING';
  if (isTransientError(error)) return 'TRANSIENT';
  return isServerError(error) ? 'SERVER_ERROR' : 'CLIENT_ERROR';
};

/**
 * The five operations of stages, at a quarter of the SDK's processor time per call: a key per day, no middleware, no
 * schema. Credentials, retries and exceptions are those of the SDK.
 */
export const leanDynamo = (options: LeanDynamoOptions): DynamoSender => {
  const { region, maxAttempts = MAX_ATTEMPTS } = options;
  const endpoint = new URL(options.endpoint ?? `https://dynamodb.${region}.amazonaws.com`);
  const credentials = options.credentials ?? defaultProvider({ clientConfig: { region } });
  const retries = new StandardRetryStrategy(maxAttempts);
  const sign = requestSigner(region);
  const post = poster(endpoint, options.timeoutMs);

  const attempt = async (operation: string, body: string) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      host: endpoint.host,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const signed = sign({ headers, body }, await credentials(), Date.now());
    const reply = await post({ ...signed, 'content-length': String(Buffer.byteLength(body)) }, body);
    if (reply.status !== 200) throw failureOf(reply);
    return decodeOutput(reply.body);
  };

  const send = async (command: { readonly input: object }) => {
    const operation = operationOf(command);
    const body = encodeInput(command.input);
    for (let token = await retries.acquireInitialRetryToken(''); ; ) {
      try {
        const output = await attempt(operation, body);
        retries.recordSuccess(token);
        return output;
      } catch (thrown) {
        const error = thrown as SdkError;
        const again = retries.refreshRetryTokenForRetry(token, { error, errorType: errorTypeOf(error) });
        token = await again.catch(() => {
          throw thrown;
        });
      }
    }
  };

  return { send: send as DynamoSender['send'] };
};

/** A lean client for the region, credentials and endpoint of an environment, like the SDK's. */
export const leanDynamoOf = (
  environment: Readonly<Record<string, string | undefined>>,
  options: Pick<LeanDynamoOptions, 'maxAttempts' | 'timeoutMs'> = {},
): DynamoSender =>
  leanDynamo({
    ...options,
    region: environment.AWS_REGION ?? '',
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? environment.AWS_ENDPOINT_URL,
  });
