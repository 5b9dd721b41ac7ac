import {
  type Deployment,
  deploymentOf,
  LOCAL_STAGE,
  PARAMETER_NAMES,
  SETTING_PARAMETERS,
} from './deployment.ts';
import { functionsOf } from './functions.ts';
import { resourcesOf } from './resources.ts';

/** What Serverless hands to a function that a `${file(...)}` variable names. */
interface VariableContext {
  resolveVariable(variable: string): Promise<unknown>;
  resolveConfigurationProperty(path: readonly string[]): Promise<unknown>;
}

/** Where a setting is looked up. Locally its environment variable counts where no parameter is given. */
const sources = (stage: string, parameter: string, variable: string): string =>
  `param:${parameter}${stage === LOCAL_STAGE ? `, env:${variable}` : ''}, ''`;

const deployment = async (context: VariableContext): Promise<Deployment> => {
  const stage = String(await context.resolveVariable('sls:stage'));
  const lookups = [
    ...PARAMETER_NAMES.map((name) => [name, `param:${name}`] as const),
    ...[...SETTING_PARAMETERS].map(([name, variable]) => [name, sources(stage, name, variable)] as const),
  ];
  const parameters = await Promise.all(
    lookups.map(async ([name, lookup]) => [name, await context.resolveVariable(lookup)] as const),
  );
  return deploymentOf(
    String(await context.resolveConfigurationProperty(['service'])),
    stage,
    Object.fromEntries(parameters),
  );
};

/** `${file(infra/stack/serverless.cjs):functions}` */
export const functions = async (context: VariableContext) => functionsOf(await deployment(context));

/** `${file(infra/stack/serverless.cjs):resources}` */
export const resources = async (context: VariableContext) => resourcesOf(await deployment(context));
