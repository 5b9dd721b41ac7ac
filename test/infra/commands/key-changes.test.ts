import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeKeys } from '../../../infra/commands/key-changes.ts';
import { secretKeys } from '../../../shared/auth/key-ring.ts';
import { secretPublicKeys } from '../../../shared/auth/public-keys.ts';
import { signingKeys } from '../../../shared/auth/signing-keys.ts';
import { type AwsUnderTest, awsUnderTest } from '../../support/aws.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const RING = JSON.stringify({
  current: 'k1',
  k1: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ab',
});

let aws: AwsUnderTest;
let client: SecretsManagerClient;
let deployments = 0;
let prefix = '';

beforeAll(async () => {
  aws = await awsUnderTest();
  client = new SecretsManagerClient({
    endpoint: aws.endpoint,
    region: 'ap-south-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const create = (name: string, text: string) =>
  client.send(new CreateSecretCommand({ Name: `${prefix}/${name}`, SecretString: text }));
const read = async (id: string): Promise<string> =>
  (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString ?? '';

/** The secrets of a new deployment. */
beforeEach(async () => {
  deployments += 1;
  prefix = `keys-${deployments}`;
  await create('jwt-keys', RING);
  await create('jwt-public-keys', '{}');
  await create('session-keys', RING);
});

const change = (action: 'publish' | 'add' | 'drop', ring = 'jwt-keys', key?: string) =>
  changeKeys(client, prefix, action, ring, key);

const published = async (): Promise<readonly string[]> =>
  Object.keys(JSON.parse(await read(`${prefix}/jwt-public-keys`)));

/** The keys that a newly started function reads. */
const signing = () => {
  const options = { clock: new ManualClock(), readSecret: read };
  return signingKeys(
    secretKeys({ ...options, secretId: `${prefix}/jwt-keys` }),
    secretPublicKeys({ ...options, secretId: `${prefix}/jwt-public-keys` }),
  );
};

describe('the keys of a deployment', () => {
  test('cannot sign until they are published', async () => {
    await expect(signing().current()).rejects.toMatchObject({ problem: 'NOT_CONFIGURED' });

    await change('publish');

    await expect(signing().current()).resolves.toMatchObject({ id: 'k1' });
    expect(await read(`${prefix}/jwt-keys`)).toBe(RING);
  });

  test('are replaced with overlap: the new key signs, and both keys are published', async () => {
    await change('publish');

    expect(await change('add')).toMatchObject({ current: 'k2', ids: ['k1', 'k2'] });

    expect(await published()).toEqual(['k1', 'k2']);
    await expect(signing().current()).resolves.toMatchObject({ id: 'k2' });
  });

  test('are removed from both rings by a drop', async () => {
    await change('add');

    await change('drop', 'jwt-keys', 'k1');

    expect(await published()).toEqual(['k2']);
    expect(Object.keys(JSON.parse(await read(`${prefix}/jwt-keys`)))).toEqual(['current', 'k2']);
  });

  test('that encrypt sessions are not published', async () => {
    await change('add', 'session-keys');

    expect(await published()).toEqual([]);
    expect(await read(`${prefix}/session-keys`)).toContain('k2');
  });

  test('are published before they sign, so that an interrupted change leaves a working deployment', async () => {
    await change('publish');
    const sent: string[] = [];
    const breaking = new Proxy(client, {
      get: (target, name, receiver) =>
        name === 'send'
          ? (command: { readonly input: { readonly SecretId: string; readonly SecretString?: string } }) => {
              if (command.input.SecretString !== undefined) sent.push(command.input.SecretId);
              if (sent.length === 2) throw new Error('cut off');
              return target.send(command as GetSecretValueCommand);
            }
          : Reflect.get(target, name, receiver),
    });

    await expect(changeKeys(breaking, prefix, 'add', 'jwt-keys', undefined)).rejects.toThrow('cut off');

    expect(sent).toEqual([`${prefix}/jwt-public-keys`, `${prefix}/jwt-keys`]);
    await expect(signing().current()).resolves.toMatchObject({ id: 'k1' });
    await change('add');
    await expect(signing().current()).resolves.toMatchObject({ id: 'k2' });
  });
});
