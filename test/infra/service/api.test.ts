import { beforeAll, describe, expect, test } from 'vitest';
import { API_FUNCTIONS, AUTHORIZER } from '../../../infra/service/api.ts';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import type { Resource } from '../../../infra/stack/intrinsics.ts';
import { roleLogicalId } from '../../../infra/stack/roles.ts';
import { SCOPES } from '../../../shared/events/brokers.ts';
import { allTopics, redriveTopic, SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { routeKeyOf } from '../../../shared/http/route.ts';
import { packagedOnce } from '../../support/packages.ts';
import { allows, ofType, statementsOfRole, tableArn, topicArn } from '../cloud-formation.ts';

/** Every public route is listed here as well. */
const PUBLIC_ROUTES = [
  'GET /auth/status',
  'GET /auth/zerodha/callback',
  'GET /auth/zerodha/url',
  'GET /health',
  'GET /login',
  'GET /openapi.json',
  'POST /auth/login',
  'POST /auth/login/request-token',
  'POST /stop/{broker}',
];

let resources: Readonly<Record<string, Resource>>;

beforeAll(async () => {
  ({ Resources: resources } = (await packagedOnce('dev')).template);
});

const routes = () => [...ofType(resources, 'AWS::ApiGatewayV2::Route').values()];
const statements = (name: string) => {
  const apiFunction = API_FUNCTIONS.find((one) => one.name === name);
  if (apiFunction === undefined) throw new Error(`no function ${name}`);
  return statementsOfRole(resources[roleLogicalId(apiFunction)]);
};

describe('routes', () => {
  test('the gateway has those of the code, each once', () => {
    const wanted = API_ROUTES.flatMap((group) => group.routes.map(routeKeyOf));

    expect(
      routes()
        .map(({ RouteKey }) => RouteKey)
        .toSorted(),
    ).toEqual(wanted.toSorted());
    expect(new Set(wanted).size).toBe(wanted.length);
  });

  test('every one asks the authorizer, but for those that are public by name', () => {
    const open = routes().filter(({ AuthorizationType, AuthorizerId }) => {
      if (AuthorizerId === undefined) return true;
      expect(AuthorizationType).toBe('CUSTOM');
      return false;
    });

    expect(open.map(({ RouteKey }) => RouteKey).toSorted()).toEqual(PUBLIC_ROUTES);
  });

  test('nothing answers for paths that are no routes', () => {
    expect(routes().map(({ RouteKey }) => RouteKey)).not.toContain('$default');
    for (const { RouteKey } of routes()) expect(String(RouteKey)).not.toContain('{proxy+}');
  });

  test('the authorizer answers simply, is asked again within seconds and for another address, and needs the header', () => {
    const authorizers = [...ofType(resources, 'AWS::ApiGatewayV2::Authorizer').values()];

    expect(authorizers).toHaveLength(1);
    expect(authorizers[0]).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization', '$context.identity.sourceIp'],
      AuthorizerResultTtlInSeconds: 5,
    });
  });

  test('a flood is turned away, and no address that is called is written down', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage').values();

    expect(stage).toMatchObject({
      DefaultRouteSettings: {
        DetailedMetricsEnabled: true,
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 100,
      },
    });
    expect(stage?.AccessLogSettings).toBeUndefined();
  });
});

describe('roles', () => {
  test('each secret is read only by the functions that need it', () => {
    const readers = (secret: string) =>
      API_FUNCTIONS.filter(({ name }) => allows(statements(name), 'secretsmanager:GetSecretValue', secret))
        .map(({ name }) => name)
        .toSorted();

    expect(readers('{JwtKeysSecret}')).toEqual(['auth-api', 'credentials-api']);
    expect(readers('{JwtPublicKeysSecret}')).toEqual([
      'auth-api',
      'authorizer',
      'credentials-api',
      'history-api',
    ]);
    expect(readers('{AddressKeysSecret}')).toEqual(['auth-api', 'authorizer']);
    expect(readers('{SessionKeysSecret}')).toEqual(['auth-api', 'credentials-api', 'history-api']);
    expect(readers('{ZerodhaSecret}')).toEqual(['auth-api', 'history-api']);
  });

  test('no API function reads a topic, joins a group or accesses a checkpoint but the last prices', () => {
    for (const { name } of API_FUNCTIONS) {
      const own = statements(name);
      for (const topic of allTopics())
        expect(allows(own, 'kafka-cluster:ReadData', topicArn(topic.name)), name).toBe(false);
      expect(own.flatMap(({ Action }) => Action).join(), name).not.toMatch(/AlterGroup|DescribeGroup/);
      const checkpoints = own.filter((statement) => JSON.stringify(statement).includes('checkpoints'));
      for (const { Action, Condition } of checkpoints) {
        expect(Action, name).toEqual(['dynamodb:GetItem', 'dynamodb:BatchGetItem']);
        expect(Condition, name).toEqual({
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['price-recorder#*'] },
        });
      }
    }
  });

  test('no API function writes to topics of signals, orders and ticks', () => {
    const written = API_FUNCTIONS.flatMap(({ name }) =>
      allTopics().filter((topic) =>
        allows(statements(name), 'kafka-cluster:WriteData', topicArn(topic.name)),
      ),
    ).map((topic) => topic.name);

    expect([...new Set(written)].toSorted()).toEqual(
      [SHARED_TOPICS.operatorActions, ...SCOPES.map(redriveTopic)].map(({ name }) => name).toSorted(),
    );
  });

  test('sessions are written by logging in and out and by second factors; the authorizer notes when one was used', () => {
    const canWrite = API_FUNCTIONS.filter(({ name }) =>
      allows(statements(name), 'dynamodb:PutItem', tableArn('sessions')),
    ).map(({ name }) => name);
    const canUpdate = API_FUNCTIONS.filter(({ name }) =>
      allows(statements(name), 'dynamodb:UpdateItem', tableArn('sessions')),
    ).map(({ name }) => name);

    expect(canWrite).toEqual(['auth-api', 'credentials-api']);
    expect(canUpdate).toEqual([AUTHORIZER, 'auth-api']);
  });

  test('the pipeline changes neither controls nor strategies nor sessions', () => {
    for (const stage of STAGE_FUNCTIONS) {
      const own = statementsOfRole(resources[roleLogicalId(stage)]);
      for (const table of ['controls', 'strategies', 'sessions', 'used-once', 'rate-limits']) {
        for (const action of ['dynamodb:PutItem', 'dynamodb:UpdateItem'])
          expect(allows(own, action, tableArn(table), 'paper'), `${stage.name} ${table}`).toBe(false);
      }
    }
  });
});

describe('secrets', () => {
  test('keys are generated by AWS', () => {
    for (const id of ['JwtKeysSecret', 'AddressKeysSecret', 'SessionKeysSecret']) {
      expect(resources[id]?.Properties).toMatchObject({
        GenerateSecretString: { PasswordLength: 64, GenerateStringKey: 'k1' },
      });
      expect(resources[id]?.Properties).not.toHaveProperty('SecretString');
    }
  });

  test('the broker secret starts empty, and logins fail until it is filled', () => {
    expect(resources.ZerodhaSecret?.Properties).toMatchObject({
      Name: 'alpha-panda-dev/zerodha',
      SecretString: '{"api_key":"","api_secret":""}',
    });
  });
});
