import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { feedHostProgram } from '../../infra/stack/feed-host.ts';

const FEED_FUNCTION = 'alpha-panda-dev-market-feed';

/** Lambda, S3 and CloudWatch Logs, as far as the program of a feed host calls them. */
export class FeedHostCloud {
  sha256: string;
  /** Lines of the log. */
  readonly lines: string[] = [];
  readonly authorizations: string[] = [];
  readonly #zip: Buffer;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #server: Server;

  constructor(zip: Buffer, variables: Readonly<Record<string, string>>) {
    this.#zip = zip;
    this.#variables = variables;
    this.sha256 = createHash('sha256').update(zip).digest('base64');
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (request.url === '/code.zip') return void response.end(this.#zip);
      this.authorizations.push(String(request.headers.authorization));
      if (request.url === `/2015-03-31/functions/${FEED_FUNCTION}`) {
        return void response.end(JSON.stringify(this.#function()));
      }
      if (request.headers['x-amz-target'] === 'Logs_20140328.PutLogEvents') {
        for (const { message } of JSON.parse(Buffer.concat(chunks).toString()).logEvents)
          this.lines.push(message);
      }
      response.end('{}');
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #function() {
    return {
      Configuration: {
        CodeSha256: this.sha256,
        LastModified: '2026-11-29T05:00:00.000+0000',
        LastUpdateStatus: 'Successful',
        Environment: { Variables: this.#variables },
      },
      Code: { Location: `${this.url}/code.zip` },
    };
  }
}

export interface FeedHostRun {
  readonly child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  readonly code: Promise<number | null>;
}

/** Runs the text of the program as the instance and the container do. */
export const startFeedHost = (
  cloud: FeedHostCloud,
  variables: Readonly<Record<string, string>> = {},
): FeedHostRun => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', feedHostProgram()], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'ap-south-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_LAMBDA: cloud.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: cloud.url,
      FEED_FUNCTION,
      FEED_LOG_GROUP: `/aws/lambda/${FEED_FUNCTION}`,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => printed, code };
};
