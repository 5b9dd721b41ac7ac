import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import { localAwsEnvironment } from '../../engines/aws/local-environment.ts';

/** Addresses of a local cloud. */
export interface Endpoints {
  /** `host:port`, separated by commas. */
  readonly kafkaBrokers: string;
  readonly awsEndpointUrl: string;
}

const clientSettings = ({ awsEndpointUrl }: Endpoints) => {
  const environment: Readonly<Record<string, string | undefined>> = localAwsEnvironment(awsEndpointUrl);
  return {
    endpoint: awsEndpointUrl,
    region: environment.AWS_REGION ?? 'ap-south-1',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? 'local',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? 'local',
    },
  };
};

export const toolDynamo = (endpoints: Endpoints): DynamoDBClient =>
  new DynamoDBClient(clientSettings(endpoints));

export const toolSecrets = (endpoints: Endpoints): SecretsManagerClient =>
  new SecretsManagerClient(clientSettings(endpoints));

/** @throws AlphaPandaError `UNREACHABLE` with the address and a remedy; other errors of the action unchanged */
export const reached = async <T>(
  what: string,
  address: string,
  remedy: string,
  action: () => Promise<T>,
): Promise<T> => {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof AlphaPandaError && cause.retry !== 'retry') throw cause;
    throw new AlphaPandaError(
      'UNREACHABLE',
      `${what} at ${address} does not answer (${messageOf(cause)}): ${remedy}`,
      { cause },
    );
  }
};
