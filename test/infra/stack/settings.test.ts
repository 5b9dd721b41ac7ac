import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SECRETS } from '../../../infra/service/api.ts';
import { parameterOf } from '../../../infra/stack/deployment.ts';
import { functionsOf } from '../../../infra/stack/functions.ts';
import { secretId } from '../../../infra/stack/secrets.ts';
import { functions } from '../../../infra/stack/serverless.ts';
import { SETTINGS, TUNABLE_SETTINGS } from '../../../shared/settings/settings.ts';
import { DEFAULTS, deployment, REDPANDA } from '../deployments.ts';

type Setting = keyof typeof SETTINGS;
type Tunable = keyof typeof TUNABLE_SETTINGS;
type Given = Readonly<Record<string, string>>;

const CA = 'arn:aws:secretsmanager:ap-south-1:123456789012:secret:ca-AbCdEf';

/** Settings that are no tunable ones: parameters that change them (none: the stack decides), the value then. */
const DEPLOYED: Readonly<Record<Exclude<Setting, Tunable>, readonly [given: Given, value: string]>> = {
  STAGE: [{}, 'dev'],
  TABLE_PREFIX: [{ tablePrefix: 'other' }, 'other'],
  KAFKA_BROKERS: [{ kafkaBrokers: 'a.example:1' }, 'a.example:1'],
  KAFKA_AUTH: [{ ...REDPANDA, kafkaAuth: 'plain' }, 'sasl-plain'],
  KAFKA_SECRET_ID: [REDPANDA, REDPANDA.kafkaSecretArnPaper],
  KAFKA_ROOT_CA_SECRET_ID: [{ ...REDPANDA, kafkaRootCaSecretArn: CA }, CA],
  BROKERS: [{ brokers: 'paper' }, 'paper'],
  MARKET_CLOCK: [{ marketClock: 'event' }, 'event'],
  POLLER_HOURS: [{ pollerHours: 'mcx' }, 'mcx'],
  JWT_SECRET_ID: [{}, secretId(deployment(), SECRETS.jwtKeys)],
  JWT_PUBLIC_SECRET_ID: [{}, secretId(deployment(), SECRETS.jwtPublicKeys)],
  ADDRESS_SECRET_ID: [{}, secretId(deployment(), SECRETS.addressKeys)],
  SESSION_SECRET_ID: [{}, secretId(deployment(), SECRETS.sessionKeys)],
  ZERODHA_SECRET_ID: [{}, secretId(deployment(), SECRETS.zerodha)],
  ZERODHA_USER_IDS: [{ zerodhaUserIds: 'XY1234' }, 'XY1234'],
  ZERODHA_VIEWER_IDS: [{ zerodhaViewerIds: 'XY1234' }, 'XY1234'],
  LIVE_LIMIT_CEILINGS: [{ liveLimitCeilings: 'max_daily_loss=1' }, 'max_daily_loss=1'],
};

const REMEDY =
  'declare it in TUNABLE_SETTINGS of shared/settings/settings.ts, or pass it in infra/stack/functions.ts and list it in DEPLOYED';

/** A value that the setting accepts and that is not its default. */
const valueFor = (variable: Tunable): string => {
  const schema = TUNABLE_SETTINGS[variable];
  const isOther = (text: string): boolean =>
    schema.safeParse(text).success && schema.parse(text) !== schema.parse(undefined);
  const { enum: options = [] } = z.toJSONSchema(schema, { io: 'output' });
  const value = ['7', 'true', 'a', 'NSE=1bp', ...options.map(String)].find(isOther);
  if (value === undefined) throw new Error(`add a value that ${variable} accepts to the list above`);
  return value;
};

/** Answers like Serverless: the first source of a variable that has a value. */
const serverless = (stage: string, params: Given, environment: Given) => ({
  resolveConfigurationProperty: async () => 'alpha-panda',
  resolveVariable: async (variable: string) =>
    variable
      .split(', ')
      .map((source) => {
        const [kind = '', name = ''] = source.split(':');
        if (kind === 'sls') return stage;
        if (kind === 'param') return params[name];
        return kind === 'env' ? environment[name] : '';
      })
      .find((value) => value !== undefined),
});

const TUNABLES = Object.keys(TUNABLE_SETTINGS) as readonly Tunable[];

describe('settings', () => {
  it.each(Object.keys(SETTINGS) as readonly Setting[])('%s reaches a deployed function', (variable) => {
    const isTunable = Object.hasOwn(TUNABLE_SETTINGS, variable);
    const [given, value] = isTunable
      ? [{ [parameterOf(variable)]: valueFor(variable as Tunable) }, valueFor(variable as Tunable)]
      : (DEPLOYED[variable as keyof typeof DEPLOYED] ?? [{}, REMEDY]);

    const values = Object.values(functionsOf(deployment(given))).map(
      ({ environment }) => environment[variable],
    );

    expect(values, REMEDY).toContain(value);
    if (isTunable) expect(new Set(values)).toEqual(new Set([value]));
  });

  it.each(TUNABLES)('%s is not set where a deployment gives no parameter', (variable) => {
    for (const { environment } of Object.values(functionsOf(deployment()))) {
      expect(environment).not.toHaveProperty(variable);
    }
  });

  it.each(TUNABLES)('%s is set locally by its environment variable', async (variable) => {
    const value = valueFor(variable);
    const local = await functions(serverless('local', DEFAULTS, { [variable]: value }));
    const deployed = await functions(serverless('dev', DEFAULTS, { [variable]: value }));

    for (const { environment } of Object.values(local)) expect(environment[variable]).toBe(value);
    for (const { environment } of Object.values(deployed)) expect(environment).not.toHaveProperty(variable);
  });

  it('names the parameter of a value that its setting refuses', () => {
    expect(() => deployment({ paperSlippageBasisPoints: '501' })).toThrow(/paperSlippageBasisPoints: /);
  });

  it('turns metrics off in the local stage only', async () => {
    const local = await functions(serverless('local', DEFAULTS, {}));

    for (const { environment } of Object.values(local)) {
      expect(environment.POWERTOOLS_METRICS_DISABLED).toBe('true');
    }
    for (const { environment } of Object.values(functionsOf(deployment()))) {
      expect(environment).not.toHaveProperty('POWERTOOLS_METRICS_DISABLED');
    }
  });
});
