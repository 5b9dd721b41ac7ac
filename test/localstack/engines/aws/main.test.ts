import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import { secretsClient } from './clients.ts';

describe('node localstack/engines/aws/main.ts', () => {
  const started: ChildProcessWithoutNullStreams[] = [];

  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints one line, serves, keeps secrets out of its output, and ends on %s',
    async (signal) => {
      const child = start(['--port', '0']);
      const output = collect(child);
      await once(child.stdout, 'data');
      const { aws_endpoint_url: endpoint } = JSON.parse(output.join(''));
      const client = secretsClient(endpoint);
      await client.send(new CreateSecretCommand({ Name: 'a', SecretString: 'hunter2' }));
      await client.send(new GetSecretValueCommand({ SecretId: 'a' }));
      await client
        .send(new CreateSecretCommand({ Name: 'a', SecretString: 'hunter2' }))
        .catch(() => undefined);

      child.kill(signal);
      const [code] = await once(child, 'exit');

      client.destroy();
      expect(code).toBe(0);
      expect(output.join('').trim().split('\n')).toHaveLength(1);
      expect(output.join('')).not.toContain('hunter2');
    },
  );

  it('ends with a reason if the stage is not local', async () => {
    const child = start(['--port', '0', '--stage', 'prod']);
    const output = collect(child);

    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(output.join('')).toContain('refuses stage "prod"');
  });

  const start = (args: string[]): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, ['localstack/engines/aws/main.ts', ...args]);
    started.push(child);
    return child;
  };
});

const collect = (child: ChildProcessWithoutNullStreams): string[] => {
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));
  return output;
};
