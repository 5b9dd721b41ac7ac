import { join } from 'node:path';
import { assertLocalStage } from '../../local-only/stage.ts';
import { type AwsFront, startAwsFront } from './aws-front.ts';
import type { AwsService } from './aws-response.ts';
import { withContinuousBackups } from './continuous-backups.ts';
import { createDynaliteBackend } from './dynalite-backend.ts';
import { createHttpBackend } from './http-backend.ts';
import { LOCAL_REGION } from './local-environment.ts';
import { createSecretsManager } from './secrets/secrets-manager.ts';

/** The account of local ARNs. */
const LOCAL_ACCOUNT_ID = '000000000000';

export interface EmbeddedAwsOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Keeps tables and secrets; without a folder they are in memory. */
  readonly folder?: string | undefined;
  /** Must be `local`. */
  readonly stage: string;
  /** A server for DynamoDB's calls, such as DynamoDB Local; default: dynalite in this process. */
  readonly dynamoUpstream?: string | undefined;
}

/**
 * Starts DynamoDB and Secrets Manager on one loopback port. AWS SDK clients need `AWS_ENDPOINT_URL` and any credentials.
 * @throws AlphaPandaError if the stage is not `local`, the port is taken, or the folder is in use
 */
export const startEmbeddedAws = async (options: EmbeddedAwsOptions): Promise<AwsFront> => {
  assertLocalStage(options.stage, 'The embedded AWS endpoint');
  const { port, folder, stage } = options;
  const identity = { region: LOCAL_REGION, accountId: LOCAL_ACCOUNT_ID };
  const secrets = createSecretsManager({
    ...identity,
    path: folder === undefined ? undefined : join(folder, 'secrets.json'),
  });
  const tables = withContinuousBackups(await createTables(options));
  try {
    return await startAwsFront({
      port,
      stage,
      services: { DynamoDB_20120810: tables, secretsmanager: secrets },
    });
  } catch (error) {
    await tables.close();
    throw error;
  }
};

const createTables = async ({ folder, dynamoUpstream }: EmbeddedAwsOptions): Promise<AwsService> =>
  dynamoUpstream === undefined
    ? createDynaliteBackend({ folder, region: LOCAL_REGION, accountId: LOCAL_ACCOUNT_ID })
    : createHttpBackend(dynamoUpstream);
