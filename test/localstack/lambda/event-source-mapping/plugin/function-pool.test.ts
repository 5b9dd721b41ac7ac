import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  FunctionPool,
  type PooledFunction,
} from '../../../../../localstack/lambda/event-source-mapping/plugin/function-pool.ts';
import { until } from '../../../../support/eventually.ts';

let folder = '';
let pool: FunctionPool;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'function-pool-'));
  await writeFile(
    path.join(folder, 'index.mjs'),
    `import { threadId } from 'node:worker_threads';
     let calls = 0;
     export const echo = async (event) => event;
     export const count = async () => ({ threadId, calls: ++calls });
     export const context = async (_, { getRemainingTimeInMillis, ...rest }) => ({ ...rest, remaining: getRemainingTimeInMillis() });
     export const environment = () => process.env;
     export const nothing = async () => {};
     export const throws = async () => { throw new TypeError('no such thing', { cause: new Error('root') }); };
     export const throwsText = async () => { throw 'text'; };
     export const circular = async () => { const a = {}; a.a = a; return a; };
     export const waits = async (milliseconds) => { await new Promise((resolve) => setTimeout(resolve, milliseconds)); return threadId; };
     export const exits = async () => process.exit(7);
     export const rejects = async () => { Promise.reject(new Error('not caught')); await new Promise(() => {}); };
     export const hoards = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };
     export const notAFunction = 1;`,
  );
});
afterEach(() => pool.close());
afterAll(() => rm(folder, { recursive: true }));

const open = (name: string, more: Partial<PooledFunction> = {}): FunctionPool => {
  pool = new FunctionPool({
    functionName: 'service-local-stage',
    functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:service-local-stage',
    handler: () => `index.${name}`,
    serviceDir: folder,
    memoryMegabytes: 256,
    timeoutMs: 10_000,
    idleMs: 60_000,
    environment: { ONLY: 'this' },
    ...more,
  });
  return pool;
};

describe('FunctionPool', () => {
  it('gives the event to the handler and its result back', async () => {
    const event = { records: { 'ticks-0': [{ offset: 1, headers: [{ a: [-61] }] }] } };

    expect(await open('echo').invoke(event)).toEqual(event);
  });

  it('gives null for no result, as Lambda does', async () => {
    expect(await open('nothing').invoke({})).toBeNull();
  });

  it('reuses an environment that is idle', async () => {
    open('count');
    const first = await pool.invoke({});

    expect(await pool.invoke({})).toEqual({ ...Object(first), calls: 2 });
    expect(pool.size).toBe(1);
  });

  it('has an environment ready after warming up, even one whose module fails', async () => {
    open('count');
    await pool.warm();
    expect(pool.size).toBe(1);
    expect(await pool.invoke({})).toMatchObject({ calls: 1 });
    expect(pool.size).toBe(1);
    await pool.close();

    await open('count', { handler: () => 'absent/index.count' }).warm();
    await expect(pool.invoke({})).rejects.toThrow('There is no module');
  });

  it('lets an idle environment go, and the next event starts another', async () => {
    open('count', { idleMs: 20 });
    const first = await pool.invoke({});
    await until(
      () => pool.size === 0,
      () => String(pool.size),
    );

    const second = await pool.invoke({});

    expect(first).toMatchObject({ calls: 1 });
    expect(second).toMatchObject({ calls: 1 });
  });

  it('starts no environment again that was let go, until an event comes', async () => {
    let loads = 0;
    open('count', { idleMs: 20, onLoaded: () => (loads += 1) });
    await pool.warm();
    await until(
      () => pool.size === 0,
      () => String(pool.size),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect(loads).toBe(1);
    expect(pool.size).toBe(0);
  });

  it('keeps an environment while it works, however short the idle time', async () => {
    open('waits', { idleMs: 5 });

    await expect(pool.invoke(100)).resolves.toEqual(expect.any(Number));
  });

  it('answers every event of a function that is let go again and again', async () => {
    open('echo', { idleMs: 1 });

    for (let n = 0; n < 20; n += 1) expect(await pool.invoke(n)).toBe(n);
  });

  it('runs invocations at the same time in environments of their own', async () => {
    open('waits');

    const threads = await Promise.all([pool.invoke(50), pool.invoke(50), pool.invoke(50)]);

    expect(new Set(threads).size).toBe(3);
  });

  it("has Lambda's context", async () => {
    expect(await open('context').invoke({})).toEqual({
      functionName: 'service-local-stage',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:service-local-stage',
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupName: '/aws/lambda/service-local-stage',
      logStreamName: expect.stringContaining('[$LATEST]'),
      callbackWaitsForEmptyEventLoop: true,
      remaining: expect.any(Number),
    });
  });

  it('shows the function its own environment and not that of this process', async () => {
    expect(await open('environment').invoke({})).toEqual({ ONLY: 'this' });
  });

  it.each([
    ['throws', 'no such thing'],
    ['throwsText', 'text'],
    ['circular', 'circular'],
    ['exits', 'exit code 7'],
    ['rejects', 'not caught'],
    ['notAFunction', 'does not export a function named notAFunction'],
    ['missing', 'does not export a function named missing'],
  ])('fails the invocation when the handler %s', async (name, message) => {
    await expect(open(name).invoke({})).rejects.toThrow(message);
  });

  it('tells where a function threw, and why', async () => {
    const error = await open('throws')
      .invoke({})
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      name: 'TypeError',
      stack: expect.stringMatching(/index\.mjs[\s\S]*caused by Error: root/),
    });
  });

  it('fails the invocation when the module does not exist', async () => {
    await expect(open('echo', { handler: () => 'absent/index.echo' }).invoke({})).rejects.toThrow(
      'There is no module',
    );
  });

  it('fails the invocation when memory runs out, and starts a new environment', async () => {
    await expect(open('hoards', { memoryMegabytes: 32 }).invoke({})).rejects.toThrow('memory');
    expect(pool.size).toBe(0);
  });

  it('ends an environment that outlasts its timeout', async () => {
    open('waits', { timeoutMs: 200 });

    await expect(pool.invoke(5_000)).rejects.toThrow('service-local-stage timed out after 0.20 seconds');

    expect(pool.size).toBe(0);
    expect(await pool.invoke(0)).toEqual(expect.any(Number));
  });

  it('replaces environments when the code has changed, busy ones after they have answered', async () => {
    open('waits');
    const busy = pool.invoke(300);
    const idle = await pool.invoke(0);

    pool.refresh();
    const fresh = await pool.invoke(0);

    expect(fresh).not.toBe(idle);
    expect(await busy).not.toBe(fresh);
    await until(
      () => pool.size === 1,
      () => `one environment, there are ${pool.size}`,
    );
  });

  it('fails what is under way when it is closed, and everything after', async () => {
    open('waits');
    const under = pool.invoke(60_000).catch((error: unknown) => error);

    await pool.close();

    expect(await under).toBeInstanceOf(Error);
    await expect(pool.invoke(0)).rejects.toThrow('has been stopped');
  });
});
