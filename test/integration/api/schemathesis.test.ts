import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LocalCloud } from '../../../localstack/dev/cloud/local-cloud.ts';
import { toolDynamo } from '../../../localstack/dev/init/endpoints.ts';
import { demoItems } from '../../../localstack/dev/seed/demo-items.ts';
import { DEMO_TOKENS } from '../../../localstack/engines/kite/accounts.ts';
import { LOCAL_TABLE_PREFIX } from '../../../localstack/local-only/stage.ts';
import { TABLES, tableName } from '../../../shared/ports/tables.ts';
import { tradeSession } from '../../support/api/traded-session.ts';
import { pythonTool } from '../../support/python-tool.ts';
import { SEED } from '../../support/seed.ts';

/*
 * Schemathesis reads the OpenAPI document and calls the running API with generated requests, valid and invalid. Every
 * answer has a documented status and the documented shape, and none is a 5xx.
 */

const run = promisify(execFile);
const DOCUMENT = resolve(import.meta.dirname, '../../../functions/health/api/openapi.json');
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** The three callers explore the API at the same time. */
const SECONDS_EACH = 28;
const SECONDS_OF_LOGOUT = 5;

const tool = await pythonTool('schemathesis');
if (!tool.found && process.env.CI === undefined) console.log(`Not run: ${tool.reason}`);

interface Outcome {
  readonly succeeded: boolean;
  /** What Schemathesis printed: a failing request as a curl command, and the seed. */
  readonly output: string;
  readonly requests: number;
}

/** Values that exist, so that requests get past "not found". */
const configuration = (ids: Readonly<Record<string, string>>): string =>
  [
    '[parameters]',
    ...Object.entries(ids).map(([name, value]) => `"path.${name}" = ${JSON.stringify([value])}`),
  ].join('\n');

describe.skipIf(!tool.found && process.env.CI === undefined)('the API under Schemathesis', () => {
  let cloud: LocalCloud;
  let dynamo: DynamoDBClient;
  let folder: string;
  let ids: Readonly<Record<string, string>>;
  let refilling: NodeJS.Timeout;

  /** A limit reached would hide everything behind it: counters are emptied as fast as they fill. */
  const forgetRequests = async (): Promise<void> => {
    const TableName = tableName(LOCAL_TABLE_PREFIX, TABLES.rateLimits.name);
    const [keyName = ''] = [TABLES.rateLimits.partitionKey.name];
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
    for (let start = 0; start < Items.length; start += 25) {
      const batch = Items.slice(start, start + 25).map((item) => ({
        DeleteRequest: { Key: { [keyName]: item[keyName] ?? { S: '' } } },
      }));
      await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } }));
    }
  };

  const login = async (brokerToken: string): Promise<string> => {
    const reply = await fetch(`${cloud.apiUrl}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'zerodha', broker_access_token: brokerToken }),
    });
    return z.object({ access_token: z.string() }).parse(await reply.json()).access_token;
  };

  const knownIds = async (token: string): Promise<Readonly<Record<string, string>>> => {
    const reply = await fetch(`${cloud.apiUrl}/fills/paper?limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = z
      .object({ items: z.array(z.object({ correlation_id: z.string(), strategy_id: z.string() })) })
      .parse(await reply.json());
    return { ...items[0] };
  };

  const explore = async (
    token: string | undefined,
    filter: readonly string[],
    seconds = SECONDS_EACH,
  ): Promise<Outcome> => {
    if (!tool.found) throw new Error(`${tool.reason}: in CI this test must run`);
    const config = join(folder, 'schemathesis.toml');
    await writeFile(config, configuration(ids));
    const args = [
      ...['-m', 'schemathesis.cli', '--config-file', config, 'run', DOCUMENT, '--url', cloud.apiUrl],
      ...['--checks', CHECKS.join(','), '--phases', 'examples,coverage,fuzzing', '--seed', String(SEED)],
      ...['--max-time', String(seconds), '--continue-on-failure', '--no-shrink', '--no-color'],
      ...['--generation-database', 'none', '--warnings', 'off'],
      ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
      ...filter,
    ];
    const options = {
      env: { ...process.env, ...tool.environment },
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
    };
    const { succeeded, output } = await run(tool.command, args, options).then(
      ({ stdout }) => ({ succeeded: true, output: stdout }),
      ({ stdout, stderr }) => ({ succeeded: false, output: `${stdout}\n${stderr}` }),
    );
    return { succeeded, output, requests: Number(/(\d+) generated/.exec(output)?.[1] ?? 0) };
  };

  const expectClean = ({ succeeded, output, requests }: Outcome): void => {
    expect(succeeded ? '' : output.slice(0, 20_000)).toBe('');
    expect(requests).toBeGreaterThan(0);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alpha-panda-schemathesis-'));
    cloud = await LocalCloud.start({ seed: demoItems(), kite: true });
    dynamo = toolDynamo(cloud.endpoints);
    await tradeSession(dynamo, LOCAL_TABLE_PREFIX, Date.now());
    ids = await knownIds(await login(DEMO_TOKENS.user));
    refilling = setInterval(() => forgetRequests().catch(() => undefined), 500);
  });
  afterAll(async () => {
    clearInterval(refilling);
    dynamo?.destroy();
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers a stranger, the owner and a viewer as documented', async () => {
    // A logout would end the session that everything else needs.
    const withoutLogout = ['--exclude-operation-id', 'logout'];
    const tokens = [undefined, await login(DEMO_TOKENS.user), await login(DEMO_TOKENS.viewer)];

    const outcomes = await Promise.all(
      tokens.map((token) => explore(token, token === undefined ? [] : withoutLogout)),
    );

    for (const outcome of outcomes) expectClean(outcome);
  });

  it('answers a logout as documented', async () => {
    const token = await login(DEMO_TOKENS.user);

    expectClean(await explore(token, ['--include-operation-id', 'logout'], SECONDS_OF_LOGOUT));
  });
});
