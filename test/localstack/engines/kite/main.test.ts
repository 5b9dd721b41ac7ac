import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { DEMO_APP, DEMO_TOKENS } from '../../../../localstack/engines/kite/accounts.ts';

const MAIN = join(import.meta.dirname, '../../../../localstack/engines/kite/main.ts');

const start = (...args: readonly string[]) =>
  spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

describe('the Kite stand-in as a process', () => {
  it('announces its URL, answers there, and ends on a signal', async () => {
    const child = start('--port', '0');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { kite_url: url } = JSON.parse(line) as { readonly kite_url: string };

    const response = await fetch(`${url}/user/profile`, {
      headers: { authorization: `token ${DEMO_APP.apiKey}:${DEMO_TOKENS.user}` },
    });
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];

    expect([response.status, code]).toEqual([200, 0]);
  });

  it('refuses another stage', async () => {
    const child = start('--port', '0', '--stage', 'prod');
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });

    const [code] = (await once(child, 'close')) as [number];

    expect(code).toBe(1);
    expect(said).toContain('refuses stage "prod"');
  });
});
