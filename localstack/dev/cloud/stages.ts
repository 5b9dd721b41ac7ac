import { join } from 'node:path';
import { localAwsEnvironment } from '../../engines/aws/local-environment.ts';
import { LOCAL_STAGE, LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import type { Endpoints } from '../init/endpoints.ts';
import { type Child, jsonLine, PATIENT_STEP_MS, startChild } from './child-process.ts';

export interface StagesOptions extends Endpoints {
  /** Ports of `serverless offline`; both must be free. */
  readonly httpPort: number;
  readonly lambdaPort: number;
  /** The Kite simulator; without it users cannot log in. */
  readonly kiteUrl?: string;
  /** The clock that measures ages. */
  readonly marketClock: 'wall' | 'event';
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
  readonly onLine?: (line: string) => void;
  /** Kills the functions while they start. */
  readonly signal?: AbortSignal;
}

const ROOT = join(import.meta.dirname, '../../..');
const OFFLINE = join(ROOT, 'localstack', 'lambda', 'offline', 'main.ts');
/** Keys of the lines that the plugins print: each names a step of the start. */
const PROGRESS = ['service_saved', 'bundles', 'function_loaded', 'event_source_mappings', 'http_listening'];

/** Ready when every event source mapping has joined its group, and the API listens. */
const readiness = (httpPort: number) => {
  const announced: Record<string, unknown> = {};
  return (line: string) => {
    const value = jsonLine(line) ?? {};
    const { bundles, event_source_mappings: mappings, http_listening: port } = value;
    if (bundles !== undefined || mappings === 'ready' || port === httpPort) Object.assign(announced, value);
    return 'event_source_mappings' in announced && 'http_listening' in announced ? announced : undefined;
  };
};

/** Runs all functions under `serverless offline` and waits until mappings and API are ready. */
export const startStages = (options: StagesOptions): Promise<Child> =>
  startChild({
    name: 'serverless offline',
    args: [...(options.nodeOptions ?? []), OFFLINE, '--stage', LOCAL_STAGE],
    env: {
      ...process.env,
      ...localAwsEnvironment(options.awsEndpointUrl),
      KAFKA_BROKERS: options.kafkaBrokers,
      MARKET_CLOCK: options.marketClock,
      TABLE_PREFIX: LOCAL_TABLE_PREFIX,
      ...(options.kiteUrl === undefined ? {} : { KITE_URL: options.kiteUrl }),
      HTTP_PORT: String(options.httpPort),
      LAMBDA_PORT: String(options.lambdaPort),
      NODE_OPTIONS: '--disable-warning=TimeoutNegativeWarning',
      SLS_NOTIFICATIONS_MODE: 'off',
      ...options.environment,
    },
    ready: readiness(options.httpPort),
    isProgress: (line) => PROGRESS.some((key) => key in (jsonLine(line) ?? {})),
    stepWithinMs: PATIENT_STEP_MS,
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
