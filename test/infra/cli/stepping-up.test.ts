import { expect, test } from 'vitest';
import type { ApiCall, ApiClient } from '../../../infra/cli/api-client.ts';
import { CommandFailure } from '../../../infra/cli/command-failure.ts';
import { steppingUp } from '../../../infra/cli/stepping-up.ts';

const needed = () => new CommandFailure('refused', 'STEP_UP_REQUIRED', 'show a code');

/** An API that refuses a path until a code was shown. */
const guarded = (refused: string) => {
  const called: string[] = [];
  let isSteppedUp = false;
  const call = async ({ path, body }: ApiCall<unknown>) => {
    called.push(path);
    if (path === '/auth/step-up') isSteppedUp = JSON.stringify(body) === '{"code":"123456"}';
    else if (path === refused && !isSteppedUp) throw needed();
    return { body: {}, json: {}, version: undefined };
  };
  return { called, api: { address: 'https://api', call } as unknown as ApiClient };
};

const release = { method: 'POST', path: '/release', reply: undefined as never } as const;

test('a person is asked for a code where one is needed, and the call is made again', async () => {
  const { api, called } = guarded('/release');

  await steppingUp(api, async () => '123456').call(release);

  expect(called).toEqual(['/release', '/auth/step-up', '/release']);
});

test('asks for no code without need, twice, or after another failure', async () => {
  const { api, called } = guarded('/release');
  const asked: number[] = [];
  const stepping = steppingUp(api, async () => String(asked.push(1)).padStart(6, '0'));

  await stepping.call({ ...release, path: '/other' });
  await expect(stepping.call(release)).rejects.toThrow('show a code');

  expect(asked).toHaveLength(1);
  expect(called).toEqual(['/other', '/release', '/auth/step-up', '/release']);
});
