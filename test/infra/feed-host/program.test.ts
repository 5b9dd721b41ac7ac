import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { feedHostProgram } from '../../../infra/stack/feed-host.ts';
import { eventually } from '../../support/eventually.ts';

const FUNCTION = 'alpha-panda-dev-market-feed';

/** The process of a feed: says what it was given, and leaves when it is asked to. */
const FEED = `
import { word } from './chunks/word.mjs';
console.log(JSON.stringify({ word, host: process.env.FEED_HOST, prefix: process.env.TABLE_PREFIX }));
process.on('SIGTERM', () => { console.log('the lease is released'); process.exit(0); });
setInterval(() => undefined, 1_000);
`;

/** Lambda, S3 and CloudWatch Logs, as far as the program calls them. */
class Cloud {
  zip: Buffer;
  sha256: string;
  readonly lines: string[] = [];
  readonly authorizations: string[] = [];
  readonly #server: Server;

  constructor(feed: string) {
    const bytes = (text: string) => new TextEncoder().encode(text);
    this.zip = Buffer.from(
      zipSync({ 'main.mjs': bytes(feed), 'chunks/word.mjs': bytes("export const word = 'unpacked';") }),
    );
    this.sha256 = createHash('sha256').update(this.zip).digest('base64');
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      if (request.url === '/code.zip') return void response.end(this.zip);
      this.authorizations.push(String(request.headers.authorization));
      if (request.url === `/2015-03-31/functions/${FUNCTION}`) {
        return void response.end(JSON.stringify(this.#function()));
      }
      if (request.headers['x-amz-target'] === 'Logs_20140328.PutLogEvents') {
        for (const { message } of JSON.parse(body).logEvents) this.lines.push(message);
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
        Environment: { Variables: { FEED_HOST: 'edge', TABLE_PREFIX: 'alpha-panda-dev' } },
      },
      Code: { Location: `${this.url}/code.zip` },
    };
  }
}

interface Run {
  readonly child: ChildProcess;
  readonly printed: string[];
  readonly code: Promise<number | null>;
}

/** Runs the text as the instance and the container do. */
const start = (cloud: Cloud): Run => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', feedHostProgram()], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'ap-south-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_LAMBDA: cloud.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: cloud.url,
      FEED_FUNCTION: FUNCTION,
      FEED_LOG_GROUP: `/aws/lambda/${FUNCTION}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const output of [child.stdout, child.stderr]) output.on('data', (text) => printed.push(String(text)));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, printed, code };
};

let cloud: Cloud;
let run: Run | undefined;
const cloudWith = async (feed: string): Promise<Cloud> => {
  cloud = new Cloud(feed);
  await cloud.listen();
  return cloud;
};
beforeEach(() => {
  run = undefined;
});
afterEach(async () => {
  run?.child.kill('SIGKILL');
  await run?.code;
  await cloud.close();
});

const prints = (text: string) =>
  eventually(`the program prints ${text}`, async () =>
    run?.printed.join('').includes(text) ? true : undefined,
  );

test('runs the code of the deployed function with its settings, and sends its lines to its log', async () => {
  run = start(await cloudWith(FEED));
  await prints('unpacked');

  run.child.kill('SIGTERM');

  expect(await run.code).toBe(0);
  expect(cloud.lines).toEqual([
    JSON.stringify({ word: 'unpacked', host: 'edge', prefix: 'alpha-panda-dev' }),
    'the lease is released',
  ]);
  for (const authorization of cloud.authorizations) {
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/ap-south-1\/(lambda|logs)\//,
    );
  }
});

test('ends with an error that its log has, if the feed ends by itself', async () => {
  run = start(await cloudWith("console.log('broken'); process.exit(3);"));

  expect(await run.code).toBe(1);
  expect(cloud.lines.join('\n')).toMatch(/broken\n.*the market feed ended: code 3/);
});

test('runs no code whose digest is not that of the function', async () => {
  await cloudWith(FEED);
  cloud.sha256 = createHash('sha256').update('other').digest('base64');
  run = start(cloud);

  expect(await run.code).toBe(1);
  expect(run.printed.join('')).toContain('its SHA-256 differs');
  expect(run.printed.join('')).not.toContain('unpacked');
});

test('fits into a parameter of SSM, without what the parameter or the template would replace', () => {
  expect(feedHostProgram().length).toBeLessThanOrEqual(8_192);
  expect(feedHostProgram()).not.toMatch(/\$\{|\{\{/);
});
