import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { messageOf } from '../../shared/errors.ts';
import { SECRETS } from '../service/api.ts';
import { changeKeys, KEY_ACTIONS, type KeyAction, RINGS } from './key-changes.ts';

const USAGE = `Usage: npm run keys -- publish --prefix <table prefix>
       npm run keys -- add <ring> --prefix <table prefix>
       npm run keys -- drop <ring> <key id> --prefix <table prefix>

Manages the keys of a deployment. The rings are ${RINGS.join(', ')}.
publish writes the public keys of ${SECRETS.jwtKeys} to ${SECRETS.jwtPublicKeys}. Run it once after the first deployment: no user
can log in before. add creates a new current key and keeps the others, so that tokens and sessions stay valid. Functions
use it within a minute. drop removes an old key. Wait a day, until every session has ended: drop ends the tokens and
sessions of that key at once. add and drop also publish. The AWS SDK finds region and credentials.
Example: npm run keys -- add jwt-keys --prefix alpha-panda-dev`;

const isAction = (text: string): text is KeyAction => KEY_ACTIONS.some((action) => action === text);

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { prefix: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const [action = '', named, key] = positionals;
  // Only one ring has public keys. The other actions need the name of a ring.
  const ring = action === 'publish' ? SECRETS.jwtKeys : (named ?? '');
  const { prefix } = values;
  const isComplete =
    RINGS.includes(ring) && prefix !== undefined && !(action === 'publish' && named !== undefined);
  if (values.help || !isAction(action) || !isComplete) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const client = new SecretsManagerClient({});
  try {
    const { current, ids } = await changeKeys(client, prefix, action, ring, key);
    console.log(`${prefix}/${ring}: current key ${current}, keys ${ids.join(', ')}`);
  } finally {
    client.destroy();
  }
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
