import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlphaPandaError } from '../../../shared/errors.ts';

export const USAGE = `Usage: npm start -- [options]

  --kafka-port N         port of the embedded Kafka broker (9092)
  --aws-port N           port of the embedded DynamoDB and Secrets Manager (4566)
  --kite-port N          port of the Kite simulator (4570)
  --http-port N          port of the HTTP API of serverless offline (3000)
  --lambda-port N        port of the Lambda endpoint of serverless offline (3002)
  --ticks-per-second N   ticks of each of the simulated instruments in a second of market time (4)
  --pace P               real, or a multiple such as 10x (real)
  --seed TEXT            the same seed gives the same market (alpha-panda)
  --no-feed              run no market feed: for npm run replay, or your own feed
  --folder PATH          keep topics, tables and secrets in a folder between starts (memory only)
  --verbose              print what the functions log
  --help

If KAFKA_BROKERS and AWS_ENDPOINT_URL are set, they replace the embedded engines.`;

const port = (option: string, text: string): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number;
  throw new AlphaPandaError('BAD_OPTION', `--${option} is "${text}": give a port from 1 to 65535`);
};

const rate = (text: string): number => {
  const number = Number(text);
  if (number > 0 && number <= 1_000) return number;
  throw new AlphaPandaError(
    'BAD_OPTION',
    `--ticks-per-second is "${text}": give a number above 0 and up to 1000`,
  );
};

/** An absolute path. npm runs commands in the project's folder; INIT_CWD is the user's own folder. */
const folder = (text: string): string => {
  if (text !== '') return resolve(process.env.INIT_CWD ?? process.cwd(), text);
  throw new AlphaPandaError('BAD_OPTION', '--folder is empty: give the path of a folder');
};

/** @throws AlphaPandaError `BAD_OPTION`; parseArgs' own error for an unknown option */
export const parseStartOptions = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      'kafka-port': { type: 'string', default: '9092' },
      'aws-port': { type: 'string', default: '4566' },
      'kite-port': { type: 'string', default: '4570' },
      'http-port': { type: 'string', default: '3000' },
      'lambda-port': { type: 'string', default: '3002' },
      'ticks-per-second': { type: 'string', default: '4' },
      pace: { type: 'string', default: 'real' },
      seed: { type: 'string', default: 'alpha-panda' },
      feed: { type: 'boolean', default: true },
      folder: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    kafkaPort: port('kafka-port', values['kafka-port']),
    awsPort: port('aws-port', values['aws-port']),
    kitePort: port('kite-port', values['kite-port']),
    httpPort: port('http-port', values['http-port']),
    lambdaPort: port('lambda-port', values['lambda-port']),
    ticksPerSecond: rate(values['ticks-per-second']),
    pace: values.pace,
    seed: values.seed,
    feed: values.feed,
    folder: values.folder === undefined ? undefined : folder(values.folder),
    verbose: values.verbose,
    help: values.help,
  };
};

export type StartOptions = Readonly<ReturnType<typeof parseStartOptions>>;
