/** The region of local ARNs. A client may sign for any region. */
export const LOCAL_REGION = 'ap-south-1';

/**
 * Environment for a process that uses this endpoint only. It replaces real credentials, profiles and session tokens, so
 * no call can reach an AWS account.
 */
export const localAwsEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: LOCAL_REGION,
  AWS_DEFAULT_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
});
