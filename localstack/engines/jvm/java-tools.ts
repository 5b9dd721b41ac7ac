import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Apache Kafka 4 and DynamoDB Local 3 need at least this version. */
const MIN_JAVA = 17;

/** A program that answered, or the reason why it is missing. */
export type Tool =
  | { readonly found: true; readonly command: string; readonly version: string }
  | { readonly found: false; readonly reason: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds Java 17 or later: in `JAVA_HOME`, else on the path. */
export const findJava = (environment: Environment = process.env): Promise<Tool> =>
  findTool({
    name: `Java ${MIN_JAVA} or later`,
    commands: commandsOf('java', environment, ['JAVA_HOME']),
    parameters: ['-version'],
    accept: (output) => {
      const version = /version "([^"]+)"/.exec(output)?.[1];
      return version !== undefined && majorOf(version) >= MIN_JAVA ? version : undefined;
    },
    environment,
  });

/** Finds Maven 3 or later: in `MAVEN_HOME` or `M2_HOME`, else on the path. */
export const findMaven = (environment: Environment = process.env): Promise<Tool> =>
  findTool({
    name: 'Maven 3 or later',
    commands: commandsOf('mvn', environment, ['MAVEN_HOME', 'M2_HOME']),
    parameters: ['--version', '--batch-mode'],
    accept: (output) => {
      const version = /Apache Maven (\d\S*)/.exec(output)?.[1];
      return version !== undefined && majorOf(version) >= 3 ? version : undefined;
    },
    environment,
  });

const commandsOf = (program: string, environment: Environment, homes: readonly string[]): string[] => {
  const atHomes = homes.flatMap((home) => {
    const folder = environment[home];
    return folder ? [join(folder, 'bin', program)] : [];
  });
  return [...atHomes, program];
};

/** Java 8 calls itself 1.8. */
const majorOf = (version: string): number => {
  const [major = '0', minor = '0'] = version.split('.');
  return Number.parseInt(major === '1' ? minor : major, 10);
};

interface Search {
  readonly name: string;
  readonly commands: readonly string[];
  readonly parameters: readonly string[];
  readonly environment: Environment;
  /** The version in the program's output; undefined if it is too old. */
  accept(output: string): string | undefined;
}

const findTool = async ({ name, commands, parameters, accept, environment }: Search): Promise<Tool> => {
  const reasons: string[] = [];
  for (const command of commands) {
    try {
      const { stdout, stderr } = await run(command, parameters, { env: { ...environment } });
      const version = accept(stdout + stderr);
      if (version !== undefined) return { found: true, command, version };
      reasons.push(`${command} is ${(stdout + stderr).split('\n')[0]?.trim() || 'silent about its version'}`);
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      reasons.push(`${command} ${absent ? 'is missing' : 'does not run'}`);
    }
  }
  return { found: false, reason: `${name} not found (${reasons.join('; ')})` };
};
