/** Temporary credentials of the role of this host. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export type ReadCredentials = () => Promise<Credentials>;

type Environment = Readonly<Record<string, string | undefined>>;

const TASK = 'http://169.254.170.2';
const INSTANCE = 'http://169.254.169.254/latest';
const ROLES = `${INSTANCE}/meta-data/iam/security-credentials/`;

/** They are read again so long before they expire. */
const EARLY_MS = 300_000;

const textOf = async (url: string, init: RequestInit): Promise<string> => {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
};

/** Of an ECS task, or of an EC2 instance by IMDSv2. */
const answerOf = async ({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path }: Environment): Promise<string> => {
  if (path) return textOf(`${TASK}${path}`, {});
  const token = await textOf(`${INSTANCE}/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
  });
  const headers = { 'x-aws-ec2-metadata-token': token };
  const role = await textOf(ROLES, { headers });
  return textOf(`${ROLES}${role.trim()}`, { headers });
};

/** Credentials of the role of the task or the instance, kept until shortly before they expire. */
export const hostCredentials = (environment: Environment, now: () => number = Date.now): ReadCredentials => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId && secretAccessKey) {
    const sessionToken = environment.AWS_SESSION_TOKEN ?? '';
    return async () => ({ accessKeyId, secretAccessKey, sessionToken });
  }
  let kept: Credentials | undefined;
  let until = 0;
  return async () => {
    if (kept !== undefined && now() < until) return kept;
    const answer = JSON.parse(await answerOf(environment));
    kept = {
      accessKeyId: String(answer.AccessKeyId),
      secretAccessKey: String(answer.SecretAccessKey),
      sessionToken: String(answer.Token),
    };
    until = Date.parse(answer.Expiration) - EARLY_MS;
    return kept;
  };
};
