import { parseArgs } from 'node:util';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AlphaPandaError, messageOf } from '../shared/errors.ts';
import { SECRETS } from './api.ts';
import { addKey, dropKey, type RotatedRing } from './key-rotation.ts';

const RINGS: readonly string[] = [SECRETS.jwtKeys, SECRETS.sessionKeys];

const USAGE = `Usage: npm run keys -- add <ring> --prefix <table prefix>
       npm run keys -- drop <ring> <key id> --prefix <table prefix>

Rotates the keys of a deployment: rings are ${RINGS.join(' and ')}. add makes a new key the current one and keeps the
others, so that tokens and sessions go on; functions take it up within a minute. A day later, when every session has
ended, drop removes an old one; dropping a key earlier ends what it made at once. Region and credentials are the AWS
SDK's. Example: npm run keys -- add jwt-keys --prefix alpha-panda-dev`;

const rotate = (action: string, id: string, text: string, key: string | undefined): RotatedRing => {
  if (action === 'add') return addKey(id, text);
  if (key === undefined) throw new AlphaPandaError('BAD_OPTION', 'say which key to drop');
  return dropKey(id, text, key);
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { prefix: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const [action = '', ring = '', key] = positionals;
  if (
    values.help ||
    !['add', 'drop'].includes(action) ||
    !RINGS.includes(ring) ||
    values.prefix === undefined
  ) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const id = `${values.prefix}/${ring}`;
  const client = new SecretsManagerClient({});
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  const { text, current, ids } = rotate(action, id, SecretString, key);
  await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text }));
  client.destroy();
  console.log(`${id}: current key ${current}, keys ${ids.join(', ')}`);
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
