import { type Deployment, deploymentOf, PARAMETER_NAMES } from './deployment.ts';
import { functionsOf } from './functions.ts';
import { resourcesOf } from './resources.ts';

/** What Serverless hands to a function that a `${file(...)}` variable names. */
interface VariableContext {
  resolveVariable(variable: string): Promise<unknown>;
  resolveConfigurationProperty(path: readonly string[]): Promise<unknown>;
}

const deployment = async (context: VariableContext): Promise<Deployment> => {
  const parameters = await Promise.all(
    PARAMETER_NAMES.map(async (name) => [name, await context.resolveVariable(`param:${name}`)] as const),
  );
  return deploymentOf(
    String(await context.resolveConfigurationProperty(['service'])),
    String(await context.resolveVariable('sls:stage')),
    Object.fromEntries(parameters),
  );
};

/** `${file(infra/stack/serverless.cjs):functions}` */
export const functions = async (context: VariableContext) => functionsOf(await deployment(context));

/** `${file(infra/stack/serverless.cjs):resources}` */
export const resources = async (context: VariableContext) => resourcesOf(await deployment(context));
