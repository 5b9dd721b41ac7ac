import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { reportWarning, type WarningLog } from '../lambda/session-logs.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { required, type Settings } from '../settings/settings.ts';
import { addressHasher } from './address-hash.ts';
import { secretKeys } from './key-ring.ts';
import { dynamoKnownCallers } from './known-callers.ts';
import type { HashAddress, KnownCallers } from './ports.ts';

interface CallersOptions {
  readonly client: DynamoDBClient;
  readonly tables: TableReader;
  readonly settings: Settings;
  readonly logger: WarningLog;
  readonly clock: Clock;
}

/** Address hashing and known callers of a deployment. Failures are only logged. */
export const deployedCallers = ({
  client,
  tables,
  settings,
  logger,
  clock,
}: CallersOptions): { readonly hashAddress: HashAddress; readonly knownCallers: KnownCallers } => ({
  hashAddress: addressHasher(
    secretKeys({ secretId: required(settings, 'ADDRESS_SECRET_ID'), clock }),
    reportWarning(logger, 'address not hashed'),
  ),
  knownCallers: dynamoKnownCallers({
    client,
    tables,
    prefix: settings.TABLE_PREFIX,
    report: reportWarning(logger, 'known caller not recorded'),
  }),
});
