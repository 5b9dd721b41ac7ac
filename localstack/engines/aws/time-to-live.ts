import { join } from 'node:path';
import * as z from 'zod';
import { AwsError, isRecord } from './aws-response.ts';
import { jsonFile } from './json-file.ts';

const fileSchema = z.array(z.object({ table: z.string(), attribute: z.string() }));

const updateSchema = z.object({
  TableName: z.string().min(1),
  TimeToLiveSpecification: z.object({ Enabled: z.boolean(), AttributeName: z.string().min(1).max(255) }),
});

/** The time-to-live attribute of each table. Items do not expire. */
export interface TimeToLiveSettings {
  /** @param requireTable rejects if the table does not exist */
  update(input: unknown, requireTable: (table: string) => Promise<unknown>): Promise<unknown>;
  /** The description of a table; `otherwise` if it has no setting. */
  describe(input: unknown, otherwise: unknown): unknown;
  /** Removes the setting of a deleted table, so that a new table of this name starts without one. */
  forget(input: unknown): void;
}

export const createTimeToLiveSettings = (folder: string | undefined): TimeToLiveSettings => {
  const path = folder === undefined ? undefined : join(folder, 'time-to-live.json');
  const file = jsonFile(path, fileSchema, []);
  const attributes = new Map(file.load().map(({ table, attribute }) => [table, attribute]));
  const save = () => file.save([...attributes].map(([table, attribute]) => ({ table, attribute })));

  return {
    update: async (input, requireTable) => {
      const { TableName, TimeToLiveSpecification } = parseUpdate(input);
      await requireTable(TableName);
      const { Enabled, AttributeName } = TimeToLiveSpecification;
      refuseUnchanged(attributes.get(TableName), Enabled, AttributeName);
      if (Enabled) {
        attributes.set(TableName, AttributeName);
      } else {
        attributes.delete(TableName);
      }
      save();
      return { TimeToLiveSpecification };
    },
    describe: (input, otherwise) => {
      const attribute = attributes.get(tableOf(input));
      return attribute === undefined
        ? otherwise
        : { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: attribute } };
    },
    forget: (input) => {
      if (attributes.delete(tableOf(input))) save();
    },
  };
};

const parseUpdate = (input: unknown): z.infer<typeof updateSchema> => {
  const result = updateSchema.safeParse(input);
  if (!result.success) throw validationError(z.prettifyError(result.error));
  return result.data;
};

/** DynamoDB refuses a setting that changes nothing, with these messages. */
const refuseUnchanged = (current: string | undefined, enabled: boolean, attribute: string): void => {
  if (current === undefined) {
    if (!enabled) throw validationError('TimeToLive is already disabled');
    return;
  }
  if (current !== attribute) throw validationError('TimeToLive is active on a different AttributeName');
  if (enabled) throw validationError('TimeToLive is already enabled');
};

const tableOf = (input: unknown): string =>
  isRecord(input) && typeof input.TableName === 'string' ? input.TableName : '';

const validationError = (message: string): AwsError =>
  new AwsError('com.amazon.coral.validate#ValidationException', message);
