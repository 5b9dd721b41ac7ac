import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../shared/errors.ts';
import { monthOf } from '../cost/month.ts';
import { PLATFORMS, type Platform, type PlatformKind } from '../cost/platform.ts';
import { reportLines } from '../cost/report.ts';
import { templateFacts } from '../cost/template-facts.ts';
import type { Workload } from '../cost/workload.ts';
import { FEEDS } from '../stack/deployment.ts';
import { packageService } from './packaged-service.ts';

const DEFAULTS = { instruments: '50', ticks: '1', strategies: '4', signals: '20', sends: '4' } as const;
const MSK_TYPES = ['t3.small', 'm7g.large'] as const;
const EDGE_TYPES = ['t4g.small', 't4g.medium'] as const;

const USAGE = `Usage: npm run cost -- [options]

Prints what a deployment costs in a month, by service: the packaged template, measured batches and dated prices.

  --kafka ${PLATFORMS.join('|')}  what runs Kafka (msk)
  --feed ${FEEDS.join('|')}  where the market feed runs (relay; with --kafka edge: edge)
  --brokers paper|zerodha|paper,zerodha  brokers that are deployed (paper,zerodha)
  --instance <type>            ${MSK_TYPES.join(' or ')} for msk, ${EDGE_TYPES.join(' or ')} for edge
  --instruments <n>            instruments with ticks (${DEFAULTS.instruments})
  --ticks <n>                  ticks a second of one instrument (${DEFAULTS.ticks})
  --strategies <n>             active strategies (${DEFAULTS.strategies})
  --signals <n>                signals a day of one strategy (${DEFAULTS.signals})
  --sends <n>                  batches that the feed sends in a second (${DEFAULTS.sends})
  --param <name=value>         a parameter of the deployment; several are possible

Example: npm run cost -- --instruments 50 --ticks 1 --strategies 4 --kafka msk --brokers paper`;

const STACKS = join(import.meta.dirname, '../stack');

const secret = (name: string): string =>
  `arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/${name}-AbCdEf`;

/** Stands for a self-managed cluster; its names have no price. */
const SELF_MANAGED = {
  kafka: 'self-managed',
  kafkaBrokers: 'broker.example:9094',
  kafkaSecretArnShared: secret('shared'),
  kafkaSecretArnPaper: secret('paper'),
  kafkaSecretArnZerodha: secret('zerodha'),
  kafkaRootCaSecretArn: secret('ca'),
  subnetIds: 'subnet-0a1b2c3d',
  securityGroupIds: 'sg-0a1b2c3d',
};

const oneOf = <T extends string>(name: string, allowed: readonly T[], text: string): T => {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new Error(`--${name} is ${text}; expected one of ${allowed.join(', ')}`);
  return found;
};

const count = (name: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new Error(`--${name} is ${text}; expected a number from 0 on`);
  }
  return value;
};

/** A number in a stack that is written by hand. */
const numberIn = (template: string, pattern: RegExp): number => {
  const found = pattern.exec(template)?.[1];
  if (found === undefined) throw new Error(`a template in infra/stack has nothing like ${pattern}`);
  return Number(found);
};

const STORAGE = /StorageGib:\s+Type: Number\s+Default: (\d+)/;

const platformOf = async (kind: PlatformKind, instance: string | undefined): Promise<Platform> => {
  switch (kind) {
    case 'msk': {
      const template = await readFile(join(STACKS, 'msk.yml'), 'utf8');
      return {
        kind,
        brokers: numberIn(template, /NumberOfBrokerNodes: (\d+)/),
        type: oneOf('instance', MSK_TYPES, instance ?? MSK_TYPES[0]),
        storage: numberIn(template, STORAGE),
      };
    }
    case 'edge': {
      const template = await readFile(join(STACKS, 'edge.yml'), 'utf8');
      return {
        kind,
        type: oneOf('instance', EDGE_TYPES, instance ?? EDGE_TYPES[0]),
        storage: numberIn(template, STORAGE),
        systemDisk: numberIn(template, /VolumeSize: (\d+)/),
        secrets: template.match(/Type: AWS::SecretsManager::Secret$/gm)?.length ?? 0,
      };
    }
    case 'self-managed':
      return { kind };
    default:
      return kind satisfies never;
  }
};

const parameterOf = (text: string): readonly [name: string, value: string] => {
  const [, name, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--param is ${text}; expected name=value`);
  return [name, value];
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      kafka: { type: 'string', default: PLATFORMS[0] },
      feed: { type: 'string' },
      brokers: { type: 'string', default: 'paper,zerodha' },
      instance: { type: 'string' },
      instruments: { type: 'string', default: DEFAULTS.instruments },
      ticks: { type: 'string', default: DEFAULTS.ticks },
      strategies: { type: 'string', default: DEFAULTS.strategies },
      signals: { type: 'string', default: DEFAULTS.signals },
      sends: { type: 'string', default: DEFAULTS.sends },
      param: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const workload: Workload = {
    instruments: count('instruments', values.instruments),
    ticks: count('ticks', values.ticks),
    strategies: count('strategies', values.strategies),
    signals: count('signals', values.signals),
    sends: count('sends', values.sends),
  };
  const platform = await platformOf(oneOf('kafka', PLATFORMS, values.kafka), values.instance);
  await using service = await packageService(
    'prod',
    {
      alarmEmail: 'trader@example.com',
      brokers: values.brokers,
      feed: oneOf('feed', FEEDS, values.feed ?? (platform.kind === 'edge' ? 'edge' : 'relay')),
      ...(platform.kind !== 'msk' && SELF_MANAGED),
      ...Object.fromEntries(values.param.map(parameterOf)),
    },
    { templateOnly: true },
  );
  const facts = templateFacts(service.template.Resources);
  for (const line of reportLines(monthOf(facts, workload, platform), facts, workload)) console.log(line);
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
