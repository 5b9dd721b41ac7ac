import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsFront } from '../../../../../localstack/engines/aws/aws-front.ts';
import { startEmbeddedAws } from '../../../../../localstack/engines/aws/embedded-aws.ts';
import { secretsClient } from '../clients.ts';

const Name = 'alpha-panda/kafka';

describe('the embedded Secrets Manager', () => {
  let aws: AwsFront;
  let client: SecretsManagerClient;

  beforeEach(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    client = secretsClient(aws.endpoint);
  });

  afterEach(async () => {
    client.destroy();
    await aws.close();
  });

  it('finds a secret by name, by ARN, and by ARN without its suffix', async () => {
    const { ARN } = await client.send(new CreateSecretCommand({ Name, SecretString: 'first' }));
    const partial = ARN?.replace(/-[^-]{6}$/, '');

    for (const SecretId of [Name, ARN, partial]) {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
      expect(SecretString).toBe('first');
    }
  });

  it('gives a name the same ARN every time', async () => {
    const first = await client.send(new CreateSecretCommand({ Name, SecretString: 'a' }));
    await client.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
    const second = await client.send(new CreateSecretCommand({ Name, SecretString: 'b' }));

    expect(second.ARN).toBe(first.ARN);
    expect(first.ARN).toMatch(
      /^arn:aws:secretsmanager:ap-south-1:000000000000:secret:alpha-panda\/kafka-[A-Za-z0-9]{6}$/,
    );
  });

  it('returns bytes unchanged', async () => {
    const SecretBinary = Uint8Array.of(0, 255, 10, 128);
    await client.send(new CreateSecretCommand({ Name, SecretBinary }));

    const value = await client.send(new GetSecretValueCommand({ SecretId: Name }));

    expect(value.SecretBinary).toEqual(SecretBinary);
    expect(value).not.toHaveProperty('SecretString');
  });

  it('moves AWSCURRENT to a new version and AWSPREVIOUS to the last one', async () => {
    const first = await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
    await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString: 'two' }));
    const third = await client.send(new UpdateSecretCommand({ SecretId: Name, SecretString: 'three' }));

    const read = async (VersionStage?: string) =>
      (
        await client.send(
          new GetSecretValueCommand({ SecretId: Name, ...(VersionStage ? { VersionStage } : {}) }),
        )
      ).SecretString;
    const byId = await client.send(new GetSecretValueCommand({ SecretId: Name, VersionId: first.VersionId }));

    expect([await read(), await read('AWSCURRENT'), await read('AWSPREVIOUS')]).toEqual([
      'three',
      'three',
      'two',
    ]);
    expect(byId.SecretString).toBe('one');
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: Name }));
    expect(VersionIdsToStages?.[third.VersionId ?? '']).toEqual(['AWSCURRENT']);
    expect(VersionIdsToStages).not.toHaveProperty(first.VersionId ?? '');
  });

  it('keeps AWSCURRENT when a version is put with another label', async () => {
    await client.send(new CreateSecretCommand({ Name, SecretString: 'current' }));
    await client.send(
      new PutSecretValueCommand({ SecretId: Name, SecretString: 'pending', VersionStages: ['AWSPENDING'] }),
    );

    const current = await client.send(new GetSecretValueCommand({ SecretId: Name }));
    const pending = await client.send(
      new GetSecretValueCommand({ SecretId: Name, VersionStage: 'AWSPENDING' }),
    );

    expect([current.SecretString, pending.SecretString]).toEqual(['current', 'pending']);
  });

  it('treats a repeated call as one', async () => {
    const put = { SecretId: Name, SecretString: 'two', ClientRequestToken: 'b'.repeat(32) };
    const create = { Name, SecretString: 'one', ClientRequestToken: 'a'.repeat(32) };
    await client.send(new CreateSecretCommand(create));
    await client.send(new CreateSecretCommand(create));
    await client.send(new PutSecretValueCommand(put));
    await client.send(new PutSecretValueCommand(put));

    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: Name }));

    expect(VersionIdsToStages).toEqual({
      ['a'.repeat(32)]: ['AWSPREVIOUS'],
      ['b'.repeat(32)]: ['AWSCURRENT'],
    });
  });

  it('refuses another value for an existing version id', async () => {
    const ClientRequestToken = 'a'.repeat(32);
    await client.send(new CreateSecretCommand({ Name, SecretString: 'one', ClientRequestToken }));

    const changed = client.send(
      new PutSecretValueCommand({ SecretId: Name, SecretString: 'x', ClientRequestToken }),
    );

    await expect(changed).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('answers ResourceNotFoundException for a missing secret, label or version', async () => {
    await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
    const absent = { name: 'ResourceNotFoundException' };

    await expect(client.send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject(absent);
    await expect(
      client.send(new GetSecretValueCommand({ SecretId: Name, VersionStage: 'AWSPREVIOUS' })),
    ).rejects.toMatchObject(absent);
    await expect(
      client.send(new GetSecretValueCommand({ SecretId: Name, VersionId: 'c'.repeat(32) })),
    ).rejects.toMatchObject(absent);
  });

  it('refuses a second secret of the same name', async () => {
    await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));

    const second = client.send(new CreateSecretCommand({ Name, SecretString: 'two' }));

    await expect(second).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('refuses a deleted secret until it is restored', async () => {
    await client.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
    const { DeletionDate } = await client.send(
      new DeleteSecretCommand({ SecretId: Name, RecoveryWindowInDays: 7 }),
    );

    await expect(client.send(new GetSecretValueCommand({ SecretId: Name }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(client.send(new CreateSecretCommand({ Name, SecretString: 'b' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    expect((await client.send(new DescribeSecretCommand({ SecretId: Name }))).DeletedDate).toEqual(
      DeletionDate,
    );
    await client.send(new RestoreSecretCommand({ SecretId: Name }));
    expect((await client.send(new GetSecretValueCommand({ SecretId: Name }))).SecretString).toBe('one');
  });

  it('lists secrets page by page, without their values', async () => {
    for (const suffix of ['a', 'b', 'c']) {
      await client.send(new CreateSecretCommand({ Name: `${Name}/${suffix}`, SecretString: 'not listed' }));
    }
    await client.send(new CreateSecretCommand({ Name: 'elsewhere', SecretString: 'x' }));
    const wanted: ListSecretsCommandInput = {
      MaxResults: 2,
      Filters: [{ Key: 'name', Values: [Name] }],
      SortOrder: 'asc',
    };

    const first = await client.send(new ListSecretsCommand(wanted));
    const second = await client.send(new ListSecretsCommand({ ...wanted, NextToken: first.NextToken }));

    const names = [...(first.SecretList ?? []), ...(second.SecretList ?? [])].map((entry) => entry.Name);
    expect(names).toEqual([`${Name}/a`, `${Name}/b`, `${Name}/c`]);
    expect(second.NextToken).toBeUndefined();
    expect(JSON.stringify([first, second])).not.toContain('not listed');
  });

  it('keeps tags', async () => {
    await client.send(
      new CreateSecretCommand({ Name, SecretString: 'x', Tags: [{ Key: 'owner', Value: 'me' }] }),
    );
    await client.send(new TagResourceCommand({ SecretId: Name, Tags: [{ Key: 'stage', Value: 'local' }] }));
    await client.send(new UntagResourceCommand({ SecretId: Name, TagKeys: ['owner'] }));

    const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: Name }));

    expect(Tags).toEqual([{ Key: 'stage', Value: 'local' }]);
  });

  it('refuses a name that AWS would refuse', async () => {
    const wrong = client.send(new CreateSecretCommand({ Name: 'a b', SecretString: 'x' }));

    await expect(wrong).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it.each([
    ['broken JSON', '{"Name":"a","SecretString":"hunter2"'],
    ['text around the value', 'hunter2 {}'],
    ['a wrong type', '{"Name":"a b","SecretString":["hunter2"],"SecretBinary":"hunter2!"}'],
  ])('does not repeat a secret in its answer to %s', async (_, body) => {
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        'x-amz-target': 'secretsmanager.CreateSecret',
        'content-type': 'application/x-amz-json-1.1',
      },
      body,
    });

    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('hunter2');
  });
});

describe('the embedded Secrets Manager on a folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-aws-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps secrets over a restart in a file that only the owner can read', async () => {
    const first = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const writer = secretsClient(first.endpoint);
    await writer.send(new CreateSecretCommand({ Name, SecretString: 'kept' }));
    writer.destroy();
    await first.close();

    const second = await startEmbeddedAws({ port: 0, folder, stage: 'local' });
    const reader = secretsClient(second.endpoint);
    const { SecretString } = await reader.send(new GetSecretValueCommand({ SecretId: Name }));
    reader.destroy();
    await second.close();

    expect(SecretString).toBe('kept');
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file without quoting or replacing it', async () => {
    const path = join(folder, 'secrets.json');
    writeFileSync(path, '[{"name":"hunter2"');

    const started = startEmbeddedAws({ port: 0, folder, stage: 'local' });

    await expect(started).rejects.toThrow(/secrets\.json is not a file the local cloud wrote/);
    await expect(started).rejects.not.toThrow(/hunter2/);
    expect(readFileSync(path, 'utf8')).toBe('[{"name":"hunter2"');
  });
});
