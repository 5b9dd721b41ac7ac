import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { resolve } from 'node:path';
import { freePort } from '../../../localstack/dev/cloud/ports.ts';
import { DEMO_TOKENS } from '../../../localstack/engines/kite/accounts.ts';
import { eventually } from '../../support/eventually.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

export const PORTS = ['http', 'lambda', 'aws', 'kite', 'kafka'] as const;
type PortName = (typeof PORTS)[number];

/** `npm start` on free ports, in its own process. */
export interface LocalStage {
  readonly ports: Readonly<Record<PortName, number>>;
  /** Its output. */
  screen(): string;
  /** Ends it with SIGINT, like Ctrl-C. */
  stop(): Promise<void>;
}

/** Starts it without a feed. Resolves when all servers answer. */
export const startLocalStage = async (args: readonly string[]): Promise<LocalStage> => {
  const ports: Record<PortName, number> = { http: 0, lambda: 0, aws: 0, kite: 0, kafka: 0 };
  for (const name of PORTS) ports[name] = await freePort();
  const { KAFKA_BROKERS: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--disable-warning=TimeoutNegativeWarning',
      'localstack/dev/start/main.ts',
      '--no-feed',
      ...PORTS.flatMap((name) => [`--${name}-port`, String(ports[name])]),
      ...args,
    ],
    { cwd: ROOT, env: inherited, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let screen = '';
  const hear = (chunk: Buffer): void => {
    screen += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  const isUp = () => {
    if (child.exitCode !== null) throw new Error(`npm start ended: ${screen}`);
    return screen.includes('API  ') ? true : undefined;
  };
  try {
    await eventually('npm start to be up', isUp);
  } catch (error) {
    await stop();
    throw new Error(`it printed: ${screen}`, { cause: error });
  }
  return { ports, screen: () => screen, stop };
};

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with exactly these headers, which `fetch` would not send. */
export const sendRaw = (
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<RawReply> =>
  new Promise((done, reject) => {
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += chunk;
        done({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

const JSON_TYPE = { 'content-type': 'application/json' };

/** Logs the demo user in, like the login page. @returns the token */
export const logIn = async ({ ports }: LocalStage): Promise<string> => {
  const body = JSON.stringify({ provider: 'zerodha', broker_access_token: DEMO_TOKENS.user });
  const atHome = { origin: `http://127.0.0.1:${ports.http}`, 'sec-fetch-site': 'same-origin' };
  const reply = await sendRaw(ports.http, 'POST', '/auth/login', { ...JSON_TYPE, ...atHome }, body);
  return String(JSON.parse(reply.body).access_token);
};
