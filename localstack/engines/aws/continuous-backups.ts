import { type AwsRequest, type AwsService, isRecord, jsonResponse, parseBody } from './aws-response.ts';

const PROTOCOL = 'application/x-amz-json-1.0';

/**
 * Answers the two calls on point-in-time recovery, which dynalite and DynamoDB Local lack, so that a template's tables
 * can be created unchanged. The setting is kept in memory, without any recovery. All other calls go to `tables`.
 */
export const withContinuousBackups = (tables: AwsService, now: () => Date = () => new Date()): AwsService => {
  const enabledSince = new Map<string, Date>();

  return {
    handle: async (request) => {
      const { operation } = request;
      if (operation !== 'UpdateContinuousBackups' && operation !== 'DescribeContinuousBackups') {
        return tables.handle(request);
      }
      const input = readInput(request);
      const table = await tables.handle({
        operation: 'DescribeTable',
        headers: { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
        body: Buffer.from(JSON.stringify({ TableName: input.table })),
      });
      if (table.status !== 200) return table;
      if (operation === 'UpdateContinuousBackups') {
        if (input.enabled) {
          enabledSince.set(input.table, enabledSince.get(input.table) ?? now());
        } else {
          enabledSince.delete(input.table);
        }
      }
      return jsonResponse(PROTOCOL, 200, description(enabledSince.get(input.table), now()));
    },
    close: () => tables.close(),
  };
};

const readInput = (request: AwsRequest): { table: string; enabled: boolean } => {
  const input = parseBody(request.body);
  const fields = isRecord(input) ? input : {};
  const specification = fields.PointInTimeRecoverySpecification;
  return {
    table: typeof fields.TableName === 'string' ? fields.TableName : '',
    enabled: isRecord(specification) && specification.PointInTimeRecoveryEnabled === true,
  };
};

const description = (since: Date | undefined, now: Date): unknown => {
  const recovery =
    since === undefined
      ? { PointInTimeRecoveryStatus: 'DISABLED' }
      : {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
          EarliestRestorableDateTime: since.getTime() / 1000,
          LatestRestorableDateTime: now.getTime() / 1000,
        };
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery,
    },
  };
};
