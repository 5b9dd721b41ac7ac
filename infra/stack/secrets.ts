import { SECRETS, type SecretName } from '../service/api.ts';
import type { Deployment } from './deployment.ts';
import { logicalId, type Resource, type Resources } from './intrinsics.ts';
import { deletionPolicy } from './tables.ts';

/** The id by which functions ask for a secret. */
export const secretId = (deployment: Deployment, name: SecretName): string =>
  `${deployment.tablePrefix}/${name}`;

/** A key ring with one key, whose text no person has seen. Rotation adds keys: see docs/operations.md. */
const keyRing = (deployment: Deployment, name: SecretName, description: string): Resource => ({
  Type: 'AWS::SecretsManager::Secret',
  ...deletionPolicy(deployment.keepsData),
  Properties: {
    Name: secretId(deployment, name),
    Description: description,
    GenerateSecretString: {
      SecretStringTemplate: JSON.stringify({ current: 'k1' }),
      GenerateStringKey: 'k1',
      PasswordLength: 64,
      ExcludePunctuation: true,
    },
  },
});

/** A secret that a person fills in. Until then no user can log in, and the API says what to do. */
const unfilled = (
  deployment: Deployment,
  name: SecretName,
  description: string,
  content: object,
): Resource => ({
  Type: 'AWS::SecretsManager::Secret',
  ...deletionPolicy(deployment.keepsData),
  Properties: {
    Name: secretId(deployment, name),
    Description: description,
    SecretString: JSON.stringify(content),
  },
});

/** The secrets of the stack. */
export const secretsOf = (deployment: Deployment): Resources => ({
  [logicalId(SECRETS.jwtKeys, 'secret')]: keyRing(
    deployment,
    SECRETS.jwtKeys,
    'Key ring that signs the tokens of the API',
  ),
  [logicalId(SECRETS.jwtPublicKeys, 'secret')]: unfilled(
    deployment,
    SECRETS.jwtPublicKeys,
    'Public keys of jwt-keys: npm run keys -- publish writes them',
    {},
  ),
  [logicalId(SECRETS.addressKeys, 'secret')]: keyRing(
    deployment,
    SECRETS.addressKeys,
    "Key ring that hashes callers' addresses",
  ),
  [logicalId(SECRETS.sessionKeys, 'secret')]: keyRing(
    deployment,
    SECRETS.sessionKeys,
    "Key ring that encrypts the broker's tokens in sessions",
  ),
  [logicalId(SECRETS.zerodha, 'secret')]: unfilled(
    deployment,
    SECRETS.zerodha,
    'The Kite Connect app: {"api_key","api_secret"}',
    { api_key: '', api_secret: '' },
  ),
});
