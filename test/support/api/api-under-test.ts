import { createHash, randomBytes } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { API_FUNCTIONS, AUTHORIZER } from '../../../infra/service/api.ts';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';
import {
  addressKeysSecretId,
  createSecrets,
  jwtKeysSecretId,
  jwtPublicKeysSecretId,
  sessionKeysSecretId,
  zerodhaSecretId,
} from '../../../localstack/dev/init/secrets.ts';
import { localAwsEnvironment } from '../../../localstack/engines/aws/local-environment.ts';
import { DEMO_TOKENS } from '../../../localstack/engines/kite/accounts.ts';
import { startKiteServer } from '../../../localstack/engines/kite/kite-server.ts';
import { type AwsUnderTest, awsUnderTest, TEST_PREFIX } from '../aws.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../kafka.ts';
import { type ApiGateway, apiGateway, CALLER_ADDRESS, type HttpReply } from './api-gateway.ts';
import { type ApiHandlers, type HandlerSource, handlersInProcess } from './api-handlers.ts';

/** The whole API in this process, on embedded engines and the Kite simulator. */
export interface ApiUnderTest {
  readonly gateway: ApiGateway;
  readonly aws: AwsUnderTest;
  readonly kafka: KafkaUnderTest;
  /** The texts of the key rings: for forging tokens, and for seeing that they are nowhere. */
  readonly secrets: Readonly<Record<'jwtKeys' | 'addressKeys' | 'sessionKeys' | 'zerodha', string>>;
  /** Logs in and gives the token. */
  login(brokerToken?: string): Promise<string>;
  /** The same by the login page, with a new token of Kite's: after the demo token was ended there. */
  loginByPage(): Promise<string>;
  /** Calls a route with JSON, with a user's token or without a token. */
  call(method: string, target: string, more?: CallOptions): Promise<HttpReply>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const settings = (awsEndpoint: string, kafkaBrokers: string, kiteUrl: string) => ({
  ...localAwsEnvironment(awsEndpoint),
  STAGE: 'local',
  TABLE_PREFIX: TEST_PREFIX,
  KAFKA_BROKERS: kafkaBrokers,
  MARKET_CLOCK: 'event',
  JWT_SECRET_ID: jwtKeysSecretId(TEST_PREFIX),
  JWT_PUBLIC_SECRET_ID: jwtPublicKeysSecretId(TEST_PREFIX),
  ADDRESS_SECRET_ID: addressKeysSecretId(TEST_PREFIX),
  SESSION_SECRET_ID: sessionKeysSecretId(TEST_PREFIX),
  ZERODHA_SECRET_ID: zerodhaSecretId(TEST_PREFIX),
  ZERODHA_USER_IDS: 'DEMO01',
  KITE_API_URL: kiteUrl,
  KITE_LOGIN_URL: kiteUrl,
  POWERTOOLS_METRICS_DISABLED: 'true',
  AWS_LAMBDA_FUNCTION_NAME: 'test',
});

const loggedIn = z.object({ access_token: z.string() });
const loginUrl = z.object({ url: z.url() });

let source: HandlerSource = handlersInProcess;

/** Where the handlers of APIs under test come from, from now on in this file of tests: in place of the sources. */
export const takeHandlersFrom = (other: HandlerSource): void => {
  source = other;
};

export const apiUnderTest = async (): Promise<ApiUnderTest> => {
  const [aws, kafka, kite] = await Promise.all([
    awsUnderTest(),
    kafkaUnderTest(),
    startKiteServer({
      port: 0,
      stage: 'local',
      redirectUrl: 'http://127.0.0.1/auth/zerodha/callback',
      // Tests log in more often than Kite lets one app do.
      limits: { allow: () => true },
    }),
  ]);
  Object.assign(process.env, settings(aws.endpoint, kafka.brokers, kite.url));
  const client = new SecretsManagerClient({});
  await createSecrets(client, TEST_PREFIX);
  const secret = async (id: string): Promise<string> =>
    (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString ?? '';
  const secrets = {
    jwtKeys: await secret(jwtKeysSecretId(TEST_PREFIX)),
    addressKeys: await secret(addressKeysSecretId(TEST_PREFIX)),
    sessionKeys: await secret(sessionKeysSecretId(TEST_PREFIX)),
    zerodha: await secret(zerodhaSecretId(TEST_PREFIX)),
  };
  client.destroy();

  const handlers: ApiHandlers = await source({
    awsEndpoint: aws.endpoint,
    kafkaBrokers: kafka.brokers,
    kiteUrl: kite.url,
  });
  const integrations = await Promise.all(
    API_FUNCTIONS.filter(({ name }) => name !== AUTHORIZER).map(async ({ name }) => ({
      handler: await handlers.of(name),
      routes: API_ROUTES.find((group) => group.name === name)?.routes ?? [],
    })),
  );
  const gateway = apiGateway(await handlers.of(AUTHORIZER), integrations);

  const call: ApiUnderTest['call'] = (method, target, { token, body, headers } = {}) =>
    gateway.send({
      method,
      target,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const login: ApiUnderTest['login'] = async (brokerToken = DEMO_TOKENS.user) => {
    const reply = await call('POST', '/auth/login', {
      body: { provider: 'zerodha', broker_access_token: brokerToken },
    });
    return loggedIn.parse(reply.json()).access_token;
  };

  const loginByPage = async (): Promise<string> => {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const begun = loginUrl.parse((await call('GET', `/auth/zerodha/url?code_challenge=${challenge}`)).json());
    const { pathname, search } = new URL(begun.url);
    // At the simulator, not at the host of the link: a deployed function names Kite itself.
    const submitted = await fetch(`${kite.url}${pathname}${search}`, { method: 'POST', redirect: 'manual' });
    const back = new URL(submitted.headers.get('location') ?? '').searchParams;
    const reply = await call('POST', '/auth/login/request-token', {
      body: {
        request_token: back.get('request_token'),
        state: back.get('state'),
        code_verifier: verifier,
      },
    });
    return loggedIn.parse(reply.json()).access_token;
  };

  return {
    gateway,
    aws,
    kafka,
    secrets,
    login,
    loginByPage,
    call,
    close: async () => {
      await handlers.close();
      await Promise.all([aws.close(), kafka.close(), kite.close()]);
    },
  };
};

/** The texts that must be nowhere: keys, the app's secret, the caller's address. */
export const secretTexts = ({ secrets }: Pick<ApiUnderTest, 'secrets'>): readonly string[] => [
  CALLER_ADDRESS,
  ...Object.values(secrets).flatMap((text) =>
    Object.entries(JSON.parse(text) as Readonly<Record<string, string>>)
      .filter(([name]) => name !== 'current' && name !== 'api_key')
      .map(([, value]) => value),
  ),
];
