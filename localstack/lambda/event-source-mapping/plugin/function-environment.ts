import type { FunctionDefinition, Serverless } from './serverless.ts';

/** Where the local cloud is. A function has them without declaring them, as it has its region and credentials on AWS. */
const LOCAL_CLOUD = ['KAFKA_BROKERS', 'AWS_ENDPOINT_URL'];

/**
 * The environment variables of a function: what Lambda sets, the local cloud's endpoints, and what the service and
 * the function declare (the function's word counts most). Values that only CloudFormation could resolve are left out
 * and returned by name.
 */
export const functionEnvironment = (
  serverless: Serverless,
  definition: FunctionDefinition,
  processEnvironment: Readonly<Record<string, string | undefined>>,
): { readonly environment: Readonly<Record<string, string>>; readonly unresolved: readonly string[] } => {
  const { provider } = serverless.service;
  const region = provider.region ?? 'us-east-1';
  const environment: Record<string, string> = {};
  const unresolved: string[] = [];
  for (const [name, value] of Object.entries(processEnvironment)) {
    const isWanted = name.startsWith('AWS_') || LOCAL_CLOUD.includes(name) || name === 'PATH';
    if (isWanted && value !== undefined) environment[name] = value;
  }
  // The SDK refuses to call even a local endpoint without credentials.
  if (environment.AWS_ENDPOINT_URL !== undefined && environment.AWS_PROFILE === undefined) {
    environment.AWS_ACCESS_KEY_ID ??= 'local';
    environment.AWS_SECRET_ACCESS_KEY ??= 'local';
  }
  Object.assign(environment, {
    _HANDLER: definition.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize ?? provider.memorySize ?? 1024),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    TZ: ':UTC',
    IS_OFFLINE: 'true',
  });
  for (const [name, value] of Object.entries({ ...provider.environment, ...definition.environment })) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      environment[name] = String(value);
    else if (value !== null && value !== undefined) unresolved.push(name);
  }
  // A thread cannot take most of them, and refuses to start over one it does not know.
  delete environment.NODE_OPTIONS;
  return { environment, unresolved };
};
