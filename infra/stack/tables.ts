import { TABLES, type TableDefinition, tableName } from '../../shared/ports/tables.ts';
import { tableSchema } from '../service/table-schema.ts';
import type { Deployment } from './deployment.ts';
import { logicalId, type Resource, type Resources } from './intrinsics.ts';

/** What outlives the stack where a stage keeps its data. */
export const deletionPolicy = (keepsData: boolean) => {
  const policy = keepsData ? 'Retain' : 'Delete';
  return { DeletionPolicy: policy, UpdateReplacePolicy: policy } as const;
};

const tableResource = (deployment: Deployment, table: TableDefinition, physicalName: string): Resource => ({
  Type: 'AWS::DynamoDB::Table',
  ...deletionPolicy(deployment.keepsData),
  Properties: {
    TableName: physicalName,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: deployment.keepsData,
    ...tableSchema(table),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    // With the account's AWS-managed KMS key: uses of it are in CloudTrail, and roles need no grant.
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    ...(table.timeToLive && {
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    }),
  },
});

/** Every table of the registry. */
export const tablesOf = (deployment: Deployment): Resources =>
  Object.fromEntries(
    Object.values(TABLES).map((table) => [
      logicalId(table.name, 'table'),
      tableResource(deployment, table, tableName(deployment.tablePrefix, table.name)),
    ]),
  );
