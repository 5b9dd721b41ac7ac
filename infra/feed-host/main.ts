import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hostCredentials } from './credentials.ts';
import { startFeedProcess } from './feed-process.ts';
import { LogStream } from './log-stream.ts';
import { releaseOf } from './release.ts';
import { awsCaller } from './signed-fetch.ts';
import { Supervisor } from './supervisor.ts';

/*
 * Runs the market feed on the edge instance or on Fargate. It needs nothing but Node: the template has it as text. Code and
 * settings of the feed are those of the deployed function FEED_FUNCTION, so `serverless deploy` is the one way to ship them.
 */

const {
  FEED_FUNCTION: functionName = '',
  FEED_LOG_GROUP: logGroup,
  AWS_REGION: region = '',
  AWS_ENDPOINT_URL_LAMBDA: lambda = `https://lambda.${region}.amazonaws.com`,
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs = `https://logs.${region}.amazonaws.com`,
} = process.env;

const FLUSH_MS = 5_000;

const call = awsCaller(region, hostCredentials(process.env));
const stream =
  logGroup === undefined
    ? undefined
    : new LogStream(call, logs, logGroup, `${new Date().toISOString().slice(0, 10)}/edge/${randomUUID()}`);

const onLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
  stream?.add(line);
};
const log = (message: string): void =>
  onLine(JSON.stringify({ level: 'INFO', service: 'feed-host', message }));

const complain = (thrown: unknown): void => {
  process.stderr.write(`feed-host: ${thrown instanceof Error ? thrown.message : thrown}\n`);
};
const flush = async (): Promise<void> => stream?.flush().catch(complain);
const flushing = setInterval(flush, FLUSH_MS);

const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  // An abort is a rejection.
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
};

const supervisor = new Supervisor({
  release: () => releaseOf(call, lambda, functionName),
  start: (release) => startFeedProcess(release, { environment: process.env, onLine }),
  sleep,
  log,
});

const stop = (): void => void supervisor.stop();
process.once('SIGTERM', stop);
process.once('SIGINT', stop);

try {
  await supervisor.run();
} catch (thrown) {
  onLine(
    JSON.stringify({
      level: 'ERROR',
      service: 'feed-host',
      message: thrown instanceof Error ? thrown.message : String(thrown),
    }),
  );
  process.exitCode = 1;
}
await supervisor.stop();
clearInterval(flushing);
await flush();
process.exit();
