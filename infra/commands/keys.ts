import { parseArgs } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { messageOf } from '../../shared/errors.ts';
import { SECRETS } from '../service/api.ts';
import { changeKeys, KEY_ACTIONS, type KeyAction, RINGS } from './key-changes.ts';

const USAGE = `Usage: npm run keys -- publish --prefix <table prefix>
       npm run keys -- add <ring> --prefix <table prefix>
       npm run keys -- drop <ring> <key id> --prefix <table prefix>

Keeps the keys of a deployment: rings are ${RINGS.join(', ')}. publish writes the public keys of ${SECRETS.jwtKeys} to
${SECRETS.jwtPublicKeys}, once after the first deployment: before it nobody can log in. add makes a new key the current one
and keeps the others, so that tokens and sessions go on; functions take it up within a minute. A day later, when every
session has ended, drop removes an old one; dropping a key earlier ends what it made at once. Both publish as well.
Region and credentials are the AWS SDK's. Example: npm run keys -- add jwt-keys --prefix alpha-panda-dev`;

const isAction = (text: string): text is KeyAction => KEY_ACTIONS.some((action) => action === text);

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { prefix: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const [action = '', named, key] = positionals;
  // What is published is one ring's; what is changed has to be named.
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
