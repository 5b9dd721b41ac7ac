import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Imports a bundle as Lambda would, gives it one batch, and tells which files were read before and after. */
const SCRIPT = `
import { registerHooks } from 'node:module';
const atStart = [];
const later = [];
let files = atStart;
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(url);
    return next(url, context);
  },
});
const { handler } = await import(process.argv[1]);
files = later;
const record = { topic: 'paper.signals.raw', partition: 0, offset: 0, timestamp: 0, key: 'YQ==', value: 'e30=', headers: [] };
const answer = await handler(
  { eventSource: 'aws:kafka', records: { 'paper.signals.raw-0': [record] } },
  { functionName: 'f', awsRequestId: 'r', getRemainingTimeInMillis: () => 10_000 },
);
process.stdout.write('\\n' + JSON.stringify({ loaded: { atStart, later }, answer }));
process.exit(0);
`;

/** Nothing listens there: the function says of its partition that it has to wait. */
const UNREACHABLE = '127.0.0.1:9';

export interface PackagedInvocation {
  /** Names of files, in the order in which they were read. */
  readonly loaded: { readonly atStart: readonly string[]; readonly later: readonly string[] };
  readonly answer: unknown;
}

/** Runs a packaged function of the paper broker in a process of its own, with credentials where Lambda puts them. */
export const invokePackaged = async (bundle: string): Promise<PackagedInvocation> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, pathToFileURL(bundle).href],
    {
      env: {
        PATH: process.env.PATH,
        STAGE: 'test',
        BROKER: 'paper',
        KAFKA_BROKERS: UNREACHABLE,
        KAFKA_AUTH: 'iam',
        TABLE_PREFIX: 'test',
        AWS_REGION: 'ap-south-1',
        AWS_ENDPOINT_URL: `http://${UNREACHABLE}`,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_SESSION_TOKEN: 'example',
      },
    },
  );
  const { loaded, answer }: PackagedInvocation = JSON.parse(stdout.slice(stdout.lastIndexOf('\n')));
  const named = (urls: readonly string[]) => urls.map((url) => basename(fileURLToPath(url)));
  return { loaded: { atStart: named(loaded.atStart), later: named(loaded.later) }, answer };
};
