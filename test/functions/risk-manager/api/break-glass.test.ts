import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { riskManagerRoutes } from '../../../../functions/risk-manager/api/routes.ts';
import { auditedItems } from '../../../../shared/audit/audited-items.ts';
import { loadControls } from '../../../../shared/controls/controls.ts';
import { DEFAULT_CEILINGS } from '../../../../shared/controls/limits.ts';
import { toAttributes } from '../../../../shared/dynamo/attributes.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import { dynamoVersionedItems } from '../../../../shared/dynamo/versioned-items.ts';
import { etagOf } from '../../../../shared/http/versions.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../../../support/aws.ts';
import { callRoute, STEPPED_UP_SESSION } from '../../../support/call-route.ts';
import { NOON } from '../fixtures.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../../docs/operations.md'), 'utf8');

const attributes = z.record(
  z.string(),
  z.union([z.object({ S: z.string() }), z.object({ N: z.string() }), z.object({ BOOL: z.boolean() })]),
);

/** The command of the page as the AWS CLI would send it, but for the prefix of the table. */
const documented = () => {
  const [, command = ''] = /^(aws dynamodb update-item .*?)^```$/ms.exec(PAGE) ?? [];
  const options = new Map(
    Array.from(command.matchAll(/--([a-z-]+) (?:'([^']*)'|(\S+))/g), ([, name = '', quoted, bare]) => [
      name,
      quoted ?? bare ?? '',
    ]),
  );
  const json = (name: string): unknown => JSON.parse(options.get(name) ?? '');
  return {
    TableName: (options.get('table-name') ?? '').replace('alpha-panda-dev', TEST_PREFIX),
    Key: attributes.parse(json('key')),
    UpdateExpression: options.get('update-expression'),
    ExpressionAttributeNames: z.record(z.string(), z.string()).parse(json('expression-attribute-names')),
    ExpressionAttributeValues: attributes.parse(json('expression-attribute-values')),
  };
};

let aws: AwsUnderTest;

beforeAll(async () => {
  aws = await awsUnderTest();
  const TableName = `${TEST_PREFIX}-sessions`;
  await aws.client.send(new PutItemCommand({ TableName, Item: toAttributes(STEPPED_UP_SESSION) }));
});
afterAll(() => aws.close());

const breakGlass = () => aws.client.send(new UpdateItemCommand(documented()));
const engagedNow = async () =>
  (await loadControls(dynamoTableReader(aws.client, TEST_PREFIX), 'zerodha')).killSwitch;

const ask = (operation: string, reason: string, version?: number) => {
  const route = riskManagerRoutes.find((known) => known.operation === operation);
  if (route === undefined) throw new Error(`there is no ${operation}`);
  const services = {
    tables: dynamoTableReader(aws.client, TEST_PREFIX),
    audited: auditedItems({
      items: dynamoVersionedItems(aws.client, TEST_PREFIX),
      publisher: { publish: async () => {} },
      source: 'risk-api',
      onChanged: () => undefined,
      report: (thrown) => {
        throw thrown;
      },
    }),
    users: { ZERODHA_USER_IDS: [], ZERODHA_VIEWER_IDS: [] },
    ceilings: DEFAULT_CEILINGS,
    noteUse: async () => {},
  };
  return callRoute(route, services, {
    params: { broker: 'zerodha' },
    body: { reason },
    now: NOON,
    ...(version !== undefined && { headers: { 'if-match': etagOf(version) } }),
  });
};

describe('the command of docs/operations.md that engages the live switch in the table', () => {
  beforeEach(async () => {
    const { TableName, Key } = documented();
    await aws.client.send(new DeleteItemCommand({ TableName, Key }));
  });

  it('engages a released switch, and a release of the previous version fails', async () => {
    await ask('releaseKillSwitch', 'limits reviewed', 0);
    expect((await engagedNow()).engaged).toBe(false);

    await breakGlass();

    expect(await engagedNow()).toEqual({ engaged: true, reason: 'break glass' });
    await expect(ask('releaseKillSwitch', 'an old browser tab', 1)).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    expect((await engagedNow()).engaged).toBe(true);
    expect((await ask('releaseKillSwitch', 'seen', 2)).body).toMatchObject({ engaged: false, version: 3 });
  });

  it('engages a switch that was never touched, and one that is engaged already', async () => {
    await breakGlass();
    await breakGlass();

    expect(await engagedNow()).toEqual({ engaged: true, reason: 'break glass' });
    await expect(ask('releaseKillSwitch', 'seen', 0)).rejects.toMatchObject({ problem: 'VERSION_MISMATCH' });
  });

  it('is refused by an item whose version is no number, which engages by itself', async () => {
    const { TableName } = documented();
    const odd = { broker: 'zerodha', control: 'kill_switch', engaged: false, version: 'two' };
    await aws.client.send(new PutItemCommand({ TableName, Item: toAttributes(odd) }));

    await expect(breakGlass()).rejects.toThrow();
    expect((await engagedNow()).engaged).toBe(true);
  });
});
