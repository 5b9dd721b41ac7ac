import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { AlphaPandaError, TransientError } from '../errors.ts';
import type { EventSource, EventSourceReader } from '../ports/event-sources.ts';
import { SigningHash } from '../signing-hash.ts';

const PATH = '/2015-03-31/event-source-mappings/';
const TIMEOUT_MS = 2_000;
const MAX_PAGES = 10;
const PROBLEM = 'PROBLEM:';

const page = z.object({
  EventSourceMappings: z.array(
    z.object({
      UUID: z.string(),
      FunctionArn: z.string(),
      Topics: z.array(z.string()).default([]),
      State: z.string(),
      /** Seconds since the epoch. */
      LastModified: z.number(),
      LastProcessingResult: z.string().default(''),
    }),
  ),
  NextMarker: z.string().nullish(),
});

type Mapping = z.output<typeof page>['EventSourceMappings'][number];

/** The name in `arn:aws:lambda:<region>:<account>:function:<name>[:<alias>]`. */
const functionNameOf = (arn: string): string => arn.split(':')[6] ?? arn;

const eventSourceOf = ({
  UUID,
  FunctionArn,
  Topics,
  State,
  LastModified,
  LastProcessingResult,
}: Mapping): EventSource => ({
  id: UUID,
  functionName: functionNameOf(FunctionArn),
  topics: Topics,
  state: State,
  lastModified: new Date(Math.round(LastModified * 1_000)).toISOString(),
  ...(LastProcessingResult.startsWith(PROBLEM) && {
    problem: LastProcessingResult.slice(PROBLEM.length).trim(),
  }),
});

/** Address of Lambda's API, and the caller's credentials. */
export interface LambdaApiOptions {
  readonly region: string;
  /** AWS's endpoint of the region if undefined. */
  readonly endpoint: string | undefined;
  readonly credentials?: ReturnType<typeof defaultProvider>;
}

/**
 * Event source mappings from Lambda's API, `ListEventSourceMappings`. It signs the requests itself, because the SDK's
 * client would be half of the function's bundle.
 */
export const lambdaEventSources = ({
  region,
  endpoint,
  credentials,
}: LambdaApiOptions): EventSourceReader => {
  const url = new URL(endpoint ?? `https://lambda.${region}.amazonaws.com`);
  const signer = new SignatureV4({
    service: 'lambda',
    region,
    credentials: credentials ?? defaultProvider({ clientConfig: { region } }),
    sha256: SigningHash,
  });

  const pageAfter = async (marker: string | undefined) => {
    const query = marker === undefined ? {} : { Marker: marker };
    const { headers } = await signer.sign({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: PATH,
      query,
      headers: { host: url.host },
    });
    const { host: _, ...signed } = headers;
    const response = await fetch(new URL(`${PATH}?${new URLSearchParams(query)}`, url), {
      headers: signed,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new AlphaPandaError(
        'LAMBDA_API_REFUSED',
        `ListEventSourceMappings answered ${response.status} ${response.headers.get('x-amzn-errortype') ?? ''}`,
      );
    }
    return page.parse(await response.json());
  };

  return {
    async list() {
      const found: EventSource[] = [];
      let marker: string | undefined;
      for (let pages = 0; pages < MAX_PAGES; pages += 1) {
        const { EventSourceMappings, NextMarker } = await pageAfter(marker).catch((cause: unknown) => {
          if (cause instanceof AlphaPandaError) throw cause;
          throw new TransientError('LAMBDA_API_UNREACHABLE', `Lambda's API at ${url.host} does not answer`, {
            cause,
          });
        });
        found.push(...EventSourceMappings.map(eventSourceOf));
        if (!NextMarker) break;
        marker = NextMarker;
      }
      return found;
    },
  };
};
