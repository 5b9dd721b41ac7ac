import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { messageOf } from '../../../shared/errors.ts';
import { localAwsEnvironment } from '../aws/local-environment.ts';
import { type RealEngines, startRealEngines } from './real-engines.ts';

const USAGE = 'Usage: node localstack/engines/jvm/main.ts [-- command ...]';

type EndSignal = 'SIGINT' | 'SIGTERM';

/** Collects signals from the beginning, so that a signal during the start is not lost. */
const catchSignals = (): { onSignal(react: (signal: EndSignal) => void): void } => {
  const caught: EndSignal[] = [];
  const reactions: ((signal: EndSignal) => void)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      caught.push(signal);
      for (const react of reactions) react(signal);
    });
  }
  return {
    onSignal: (react) => {
      reactions.push(react);
      caught.forEach(react);
    },
  };
};

const main = async (): Promise<number> => {
  const [separator, ...command] = process.argv.slice(2);
  if (separator !== undefined && (separator !== '--' || command.length === 0)) throw new Error(USAGE);
  const signals = catchSignals();
  const engines = await startRealEngines((line) => console.error(line));
  try {
    const finished = command.length === 0 ? serve(engines, signals) : runCommand(command, engines, signals);
    const failure = engines.failed.then((reason) => {
      throw new Error(reason);
    });
    return await Promise.race([finished, failure]);
  } finally {
    await engines.stop();
  }
};

const serve = (engines: RealEngines, signals: ReturnType<typeof catchSignals>): Promise<number> => {
  const addresses = { kafka_brokers: engines.kafkaBrokers, aws_endpoint_url: engines.awsEndpointUrl };
  console.log(JSON.stringify(addresses));
  return new Promise((resolve) => signals.onSignal(() => resolve(0)));
};

/** Runs the command against the engines. @returns its exit code, or 128 + n after signal n, as a shell does */
const runCommand = (
  [program = '', ...parameters]: readonly string[],
  engines: RealEngines,
  signals: ReturnType<typeof catchSignals>,
): Promise<number> => {
  const environment = { KAFKA_BROKERS: engines.kafkaBrokers, ...localAwsEnvironment(engines.awsEndpointUrl) };
  const child = spawn(program, parameters, { stdio: 'inherit', env: { ...process.env, ...environment } });
  signals.onSignal((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error(`${program} cannot be run: ${cause.message}`, { cause })),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
