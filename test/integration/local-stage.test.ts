import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import openApi from '../../functions/health/api/openapi.json' with { type: 'json' };
import { eventually } from '../support/eventually.ts';
import {
  type LocalStage,
  logIn,
  PORTS,
  type RawReply,
  sendRaw,
  startLocalStage,
} from './support/local-stage.ts';

const HTTP_PORTS = PORTS.filter((name) => name !== 'kafka');
const EVIL = 'https://evil.example';
const JSON_TYPE = { 'content-type': 'application/json' };
const REASON = JSON.stringify({ reason: 'a test' });

const accessControl = ({ headers }: RawReply): readonly string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

/** The bytes of a connection until the server ends it. */
const saidTo = (port: number, bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
  });

const ROOT = resolve(import.meta.dirname, '../..');

const run = (args: readonly string[]): Promise<{ readonly exitCode: number; readonly stderr: string }> =>
  new Promise((done) => {
    const { KAFKA_BROKERS: _, AWS_ENDPOINT_URL: __, ...env } = process.env;
    execFile(process.execPath, [...args], { cwd: ROOT, env }, (error, _stdout, stderr) =>
      done({ exitCode: error === null ? 0 : Number(error.code ?? -1), stderr }),
    );
  });

/** Every POST and PUT route with an existing path, except logout, which runs last. */
const CHANGING = Object.entries(openApi.paths).flatMap(([path, item]) =>
  Object.keys(item)
    .filter((method) => ['post', 'put'].includes(method))
    .map((method) => ({
      method: method.toUpperCase(),
      path: path.replace('{broker}', 'paper').replace('{strategy_id}', 'momentum-demo'),
    }))
    .filter((route) => route.path !== '/auth/logout'),
);

describe('npm start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-stage-'));
  let stage: LocalStage;
  let token: string;

  beforeAll(async () => {
    stage = await startLocalStage(['--folder', folder]);
    token = await logIn(stage);
  });
  afterAll(async () => {
    await stage?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (method: string, path: string, body = '', headers: Readonly<Record<string, string>> = {}) =>
    sendRaw(
      stage.ports.http,
      method,
      path,
      { ...(body === '' ? {} : JSON_TYPE), authorization: `Bearer ${token}`, ...headers },
      body,
    );
  const read = async (path: string) => JSON.parse((await call('GET', path)).body);

  describe.each(HTTP_PORTS)('its %s port', (name) => {
    const path = { http: '/health', lambda: '/', aws: '/_localstack/health', kite: '/user/profile' }[name];

    it.each([
      ['another host name', { host: 'evil.example' }],
      ['the origin of a web page', { origin: EVIL }],
      ['no origin', { origin: 'null' }],
      ['the Fetch Metadata of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ])('refuses a request with %s', async (_, headers) => {
      const reply = await sendRaw(stage.ports[name], 'GET', path, headers);

      expect(reply.status).toBe(403);
      expect(accessControl(reply)).toEqual([]);
    });

    it('refuses the preflight of a web page', async () => {
      const reply = await sendRaw(stage.ports[name], 'OPTIONS', path, {
        origin: EVIL,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-amz-target',
      });

      expect(reply.status).toBe(403);
      expect(accessControl(reply)).toEqual([]);
    });

    it('answers its own origin, and lets no other read it', async () => {
      const origin = `http://127.0.0.1:${stage.ports[name]}`;

      const reply = await sendRaw(stage.ports[name], 'GET', path, {
        origin,
        'sec-fetch-site': 'same-origin',
      });

      expect(reply.body).not.toContain('another origin');
      expect(accessControl(reply)).toEqual([]);
    });
  });

  it('runs no function for a web page', async () => {
    const path = '/2015-03-31/functions/alpha-panda-local-health-api/invocations';
    const invoke = (headers: Readonly<Record<string, string>>) =>
      sendRaw(stage.ports.lambda, 'POST', path, { 'content-type': 'text/plain', ...headers }, '{}');

    const [refused, answered] = [await invoke({ origin: EVIL }), await invoke({})];

    expect(refused.status).toBe(403);
    expect(answered.status).toBe(200);
    expect(answered.body).toContain('INTERNAL_ERROR');
  });

  it('ends the connection of a web page that sends HTTP to its Kafka port, with any body', async () => {
    const metadata = Buffer.from([0, 0, 0, 10, 0, 3, 0, 0, 0, 0, 0, 1, 255, 255]);
    const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${stage.ports.kafka}\r\nOrigin: ${EVIL}\r\nContent-Length: 14\r\n\r\n`;

    const said = await saidTo(stage.ports.kafka, Buffer.concat([Buffer.from(head), metadata]));

    expect(said).toBe('');
  });

  it('ignores headers that name the caller', async () => {
    const forged = JSON.stringify({
      lambda: { user_id: 'DEMO01', session_id: '00000000-0000-4000-8000-000000000000' },
    });

    const reply = await call('GET', '/portfolio/paper', '', { 'sls-offline-authorizer-override': forged });
    const other = await sendRaw(stage.ports.http, 'GET', '/portfolio/paper', {
      'sls-offline-authorizer-override': forged,
    });

    expect(reply.status).toBe(200);
    expect(other.status).toBe(401);
  });

  it('prints where its state is kept', () => {
    expect(stage.screen()).toContain(`State      kept in ${folder}`);
  });

  it('keeps every setting, login and record when it is restarted', async () => {
    await call('POST', '/strategies/rsi-demo/disable', REASON);
    const { headers } = await call('GET', '/risk/paper/limits');
    const changed = await call('PUT', '/risk/paper/limits', JSON.stringify({ max_daily_trades: 7 }), {
      'if-match': String(headers.etag),
    });
    await call('POST', '/risk/paper/kill-switch/engage', REASON);
    const paths = [
      '/risk/paper/limits',
      '/risk/zerodha/limits',
      '/risk/paper/kill-switch',
      '/strategies/rsi-demo',
      '/strategies/momentum-demo',
      '/audit',
    ];
    const before = await Promise.all(paths.map(read));

    await stage.stop();
    stage = await startLocalStage(['--folder', folder]);

    const after = await Promise.all(paths.map(read));
    expect(changed.status).toBe(200);
    expect(after).toEqual(before);
    expect(before[2]).toMatchObject({ engaged: true });
    expect(before[3]).toMatchObject({ is_active: false });
    expect(JSON.stringify(before[0])).toContain('"max_daily_trades":7');
  });

  it('refuses a replay that would empty its records unasked, and records an agreed one in the audit trail', async () => {
    const replay = [
      'localstack/backtest/main.ts',
      'test/integration/fixtures/two-indices.csv',
      '--into-running',
    ];
    const before = await Promise.all(['/audit', '/risk/paper/limits'].map(read));

    const unasked = await run(replay);
    const untouched = await Promise.all(['/audit', '/risk/paper/limits'].map(read));
    const agreed = await run([...replay, '--yes', '--pace', 'max']);

    expect(unasked.exitCode).toBe(1);
    expect(unasked.stderr).toMatch(/this empties the records .* in journal.*: give --yes to agree/);
    expect(untouched).toEqual(before);
    expect(agreed).toMatchObject({ exitCode: 0 });
    const told = await eventually('the audit trail', async () => {
      const { items } = await read('/audit');
      return items.length > 0 ? items : undefined;
    });
    expect(told).toMatchObject([{ action: 'records_emptied' }]);
    expect(await read('/risk/paper/limits')).toEqual(before[1]);
  });

  // Last, because it uses up a user's changes per minute.
  it.each(['false', '0', 'null', '""', '"text"', '[]', '[false]', '-1e999', '{', 'true'])(
    'answers the body %s with a problem on every route that changes something',
    async (body) => {
      for (const { method, path } of CHANGING) {
        const { status, headers, body: answer } = await call(method, path, body, { 'if-match': '"1"' });

        expect(answer, path).not.toContain('stackTrace');
        // Routes without a body ignore it, and may have succeeded.
        if (status >= 400) expect(headers['content-type'], path).toBe('application/problem+json');
        expect(status, path).toBeLessThan(500);
      }
    },
  );
});
