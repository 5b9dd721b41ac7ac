import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseKeyRing } from '../../shared/auth/key-ring.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import { SECRETS } from '../service/api.ts';
import { addKey, dropKey, publicKeysOf, type RotatedRing } from './key-rotation.ts';

/** The rings that can be changed. */
export const RINGS: readonly string[] = [SECRETS.jwtKeys, SECRETS.sessionKeys, SECRETS.addressKeys];

export const KEY_ACTIONS = ['publish', 'add', 'drop'] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

const changed = (action: KeyAction, id: string, text: string, key: string | undefined): RotatedRing => {
  switch (action) {
    case 'publish': {
      const { current, byId } = parseKeyRing(id, text);
      return { text, current: current.id, ids: [...byId.keys()] };
    }
    case 'add':
      return addKey(id, text);
    case 'drop':
      if (key === undefined) throw new AlphaPandaError('BAD_OPTION', 'name the key to drop');
      return dropKey(id, text, key);
  }
};

/**
 * Changes a ring in Secrets Manager. It writes public keys first: verifiers know a new key before it signs, and refuse a
 * dropped key before it is removed. To repair an interrupted change, run the same command again.
 * @throws AlphaPandaError as `addKey` and `dropKey`
 */
export const changeKeys = async (
  client: SecretsManagerClient,
  prefix: string,
  action: KeyAction,
  ring: string,
  key: string | undefined,
): Promise<RotatedRing> => {
  const id = `${prefix}/${ring}`;
  const put = (SecretId: string, SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId, SecretString }));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  const next = changed(action, id, SecretString, key);
  if (ring === SECRETS.jwtKeys) await put(`${prefix}/${SECRETS.jwtPublicKeys}`, publicKeysOf(id, next.text));
  if (next.text !== SecretString) await put(id, next.text);
  return next;
};
