import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import * as z from 'zod';
import type { PackagedService } from '../../../infra/commands/packaged-service.ts';
import { resolved } from '../../infra/cloud-formation.ts';
import { CA_FILE } from '../../support/tls/certificates.ts';
import type { FromRuntime, ToRuntime } from './lambda-runtime.ts';

/** This machine's engines, in place of AWS, its brokers and Kite. */
export interface Surroundings {
  readonly awsEndpoint: string;
  /** The value of the SSM parameter of the brokers. */
  readonly kafkaBrokers: string;
  /** Ports of this machine by `host:port` that a function connects to with TLS. */
  readonly routes: Readonly<Record<string, number>>;
  /** Variables that differ from the template. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The time of a call, in place of the template's. */
  readonly timeoutMs?: number;
}

/** A function's zip, unpacked and running in a bare Node. */
export interface PackagedFunction {
  /** Calls the handler. @throws the handler's error, or an error if it did not load */
  invoke(event: unknown, context: object): Promise<unknown>;
  /** Its output: logs and metrics. */
  output(): string;
  close(): Promise<void>;
}

const properties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  MemorySize: z.int(),
  Timeout: z.int(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

const RUNTIME = join(import.meta.dirname, 'lambda-runtime.ts');
const BROKERS = '{{resolve:ssm:/alpha-panda/dev/kafka-brokers}}';

/** The variables of Lambda itself, with invalid credentials. */
const lambdaEnvironment = (name: string, handler: string, memory: number, folder: string) => ({
  AWS_REGION: 'ap-south-1',
  AWS_DEFAULT_REGION: 'ap-south-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  LAMBDA_TASK_ROOT: folder,
  PATH: '/usr/local/bin:/usr/bin:/bin',
  TZ: ':UTC',
  _HANDLER: handler,
});

const unpack = async (zip: string, folder: string): Promise<void> => {
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(zip)))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
};

const templateOf = (service: PackagedService, name: string) => {
  const all = Object.values(service.template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => properties.parse(Properties));
  const own = all.find(({ FunctionName }) => FunctionName === `alpha-panda-dev-${name}`);
  if (own === undefined) throw new Error(`the template has no function ${name}`);
  return own;
};

/** The variables of a function in the template, with the brokers of this machine. */
export const environmentOf = (
  service: PackagedService,
  name: string,
  kafkaBrokers: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(templateOf(service, name).Environment.Variables).map(([variable, value]) => [
      variable,
      value === BROKERS ? kafkaBrokers : String(resolved(value)),
    ]),
  );

/** One message at a time, because a Lambda environment handles one event at a time. */
const exchange = (child: ChildProcess, message: ToRuntime): Promise<FromRuntime> => {
  const { promise, resolve, reject } = Promise.withResolvers<FromRuntime>();
  const ended = (code: number | null): void => reject(new Error(`the function ended with ${code}`));
  child.once('exit', ended);
  child.once('message', (answer: FromRuntime) => {
    child.removeListener('exit', ended);
    resolve(answer);
  });
  child.send(message);
  return promise;
};

/**
 * Unpacks a function's zip into an empty folder and runs it there in its own process. The environment has only the
 * compiled template's variables, Lambda's own and the addresses of this machine's engines.
 */
export const startPackagedFunction = async (
  service: PackagedService,
  name: string,
  { awsEndpoint, kafkaBrokers, routes, variables = {}, timeoutMs }: Surroundings,
): Promise<PackagedFunction> => {
  const template = templateOf(service, name);
  const folder = await mkdtemp(join(tmpdir(), `alpha-panda-${name}-`));
  await unpack(join(service.folder, `${name}.zip`), folder);
  const child = fork(RUNTIME, [], {
    cwd: folder,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...lambdaEnvironment(template.FunctionName, template.Handler, template.MemorySize, folder),
      ...environmentOf(service, name, kafkaBrokers),
      ...variables,
      AWS_ENDPOINT_URL: awsEndpoint,
      NODE_EXTRA_CA_CERTS: CA_FILE,
    },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (written += text));

  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const loaded = await exchange(child, { routes });
  if ('thrown' in loaded) {
    await close();
    throw new Error(`${name}.zip cannot be loaded: ${loaded.thrown}`);
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    invoke: (event, context) => {
      const call = async (): Promise<unknown> => {
        const {
          getRemainingTimeInMillis: _,
          done: __,
          fail: ___,
          succeed: ____,
          ...fields
        } = { ...context } as Record<string, unknown>;
        const answer = await exchange(child, {
          ...{ event, context: fields },
          timeoutMs: timeoutMs ?? template.Timeout * 1_000,
        });
        if ('thrown' in answer) throw new Error(answer.thrown);
        return 'answer' in answer ? answer.answer : undefined;
      };
      const turn = last.then(call);
      last = turn.catch(() => undefined);
      return turn;
    },
    output: () => written,
    close,
  };
};
