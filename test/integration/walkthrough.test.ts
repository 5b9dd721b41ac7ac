import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { dynamoMasterStore } from '../../functions/instruments/adapters/dynamo-master-store.ts';
import { LocalCloud } from '../../localstack/dev/cloud/local-cloud.ts';
import { toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../localstack/dev/init/tool-kafka.ts';
import { demoItems } from '../../localstack/dev/seed/demo-items.ts';
import { loadDemoMaster } from '../../localstack/dev/seed/demo-master.ts';
import { runLocalFeed } from '../../localstack/dev/start/local-feed.ts';
import { rowOf } from '../../localstack/engines/kite/market/instrument-row.ts';
import { PlayedMarket } from '../../localstack/engines/kite/market/played-market.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';
import { parsePace, systemTimer } from '../../localstack/market-data/pace.ts';
import { latestTradingDay } from '../../localstack/market-data/session-day.ts';
import { SIMULATED_INSTRUMENTS } from '../../localstack/market-data/simulator/instruments.ts';
import { SessionSimulator } from '../../localstack/market-data/simulator/session-simulator.ts';
import { TopicWatcher } from '../../localstack/watch/topic-watcher.ts';
import { decodeEvent } from '../../shared/events/decode.ts';
import { SHARED_TOPICS, topicsFor } from '../../shared/events/topics.ts';
import { dateOfDay, istDay } from '../../shared/market/ist.ts';
import type { KafkaRecord } from '../../shared/ports/record.ts';
import { eventually } from '../support/eventually.ts';
import { commandsIn, type Ran, Shell } from './support/walkthrough.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const COMMANDS = commandsIn(readFileSync(join(ROOT, 'docs', 'walkthrough.md'), 'utf8'));

const { signalsRaw, signalsValidated, signalsRejected } = topicsFor('paper');

/** More ticks than `npm start`, so that signals come sooner. Market time runs at the speed of the clock. */
const TICKS_PER_SECOND = 20;
/** An index, and shares that all demo strategies trade. Ticks of others would load the machine and bring fewer signals. */
const INSTRUMENTS = [
  ...SIMULATED_INSTRUMENTS.filter(({ tradingsymbol }) => tradingsymbol === 'NIFTY 50'),
  ...SIMULATED_INSTRUMENTS.filter(({ segment }) => segment === 'NSE').slice(0, 4),
];
const KILL_SWITCH = 'KILL_SWITCH';
/** How long after the switch is engaged an entry may still pass. */
const TAKES_EFFECT_MS = 2_000;

/** Risk's verdict on a signal, with the wall times of both. */
interface Verdict {
  readonly signalAt: number;
  readonly at: number;
  readonly validated: boolean;
  /** Only for this reason it passes all rules about size. */
  readonly reduces: boolean;
  readonly stoppedByKillSwitch: boolean;
}

type DecodedEvent = ReturnType<typeof decodeEvent>;

const decoded = new WeakMap<KafkaRecord, DecodedEvent>();

/** The same records are looked at with every poll: each is decoded once. */
const eventOf = (record: KafkaRecord): DecodedEvent => {
  const event = decoded.get(record) ?? decodeEvent(record.value);
  decoded.set(record, event);
  return event;
};

/** Verdicts with the times at which Kafka got them and their signals. Market time cannot measure delays. */
const verdictsIn = (heard: readonly KafkaRecord[]): readonly Verdict[] => {
  const signalTimes = new Map<string, number>();
  for (const record of heard)
    if (record.topic === signalsRaw.name) signalTimes.set(eventOf(record).id, record.timestamp);
  return heard.flatMap((record) => {
    const { type, data, causation_id } = eventOf(record);
    if (type !== 'validated_signal' && type !== 'rejected_signal') return [];
    const rule = data.risk_checks.find((check) => check.rule === KILL_SWITCH);
    return {
      signalAt: signalTimes.get(causation_id ?? '') ?? Number.NaN,
      at: record.timestamp,
      validated: type === 'validated_signal',
      reduces: rule?.detail === 'reduces the position',
      stoppedByKillSwitch: rule?.passed === false,
    };
  });
};

interface Action {
  /** The wall time of the API request. */
  readonly asked: number;
  /** The wall time of the audit entry. */
  readonly done: number;
}

const actionIn = (heard: readonly KafkaRecord[], wanted: string): Action | undefined => {
  for (const record of heard) {
    const { type, data } = eventOf(record);
    if (type === 'operator_action' && data.action === wanted) {
      return { asked: Date.parse(data.timestamp), done: record.timestamp };
    }
  }
  return undefined;
};

const traceReply = z.object({
  entries: z.array(z.object({ event_id: z.string(), causation_id: z.string().nullable(), type: z.string() })),
});

/** The stable part of a line: every column of a heading, the first column of other lines. */
const shape = (line: string): string => {
  const columns = line
    .replace(/http:\S+|[0-9a-f-]{36}/g, 'x')
    .replace(/\d[\d.,:-]*/g, '0')
    .split(/ {2,}/);
  return (/^[A-Z]{2}/.test(line) ? columns : columns.slice(0, 1)).join('  ');
};

const commandWith = (part: string): number => COMMANDS.findIndex(({ command }) => command.includes(part));
const RELEASE = commandWith('release');
const LOGOUT = commandWith('logout');

describe('docs/walkthrough.md', () => {
  const ran: Ran[] = [];
  const heard: KafkaRecord[] = [];
  const stops: (() => unknown)[] = [];
  let trace = '';

  /** A later signal meets the engaged switch. */
  const inEffect = (): number =>
    (actionIn(heard, 'kill_switch_engaged')?.done ?? Number.NaN) + TAKES_EFFECT_MS;
  /** Every earlier verdict was under the engaged switch. */
  const releasing = (): number => actionIn(heard, 'kill_switch_released')?.asked ?? Number.POSITIVE_INFINITY;
  const underTheSwitch = (): readonly Verdict[] =>
    verdictsIn(heard).filter(({ signalAt, at }) => signalAt > inEffect() && at < releasing());

  const startCloud = async (): Promise<LocalCloud> => {
    const simulator = new SessionSimulator({
      seed: 'alpha-panda',
      date: dateOfDay(latestTradingDay(istDay(Date.now()))),
      ticksPerSecond: TICKS_PER_SECOND,
      instruments: INSTRUMENTS,
    });
    const market = new PlayedMarket({
      instruments: () => INSTRUMENTS.map(rowOf),
      source: () => simulator.batches(64),
    });
    const cloud = await LocalCloud.start({ seed: demoItems(), kite: { market } });
    stops.push(() => cloud.stop());
    const dynamo = toolDynamo(cloud.endpoints);
    await loadDemoMaster(dynamoMasterStore(dynamo, LOCAL_TABLE_PREFIX), Date.now()).finally(() =>
      dynamo.destroy(),
    );
    const kafka = toolKafka(cloud.endpoints, 'walkthrough');
    const topics = [signalsRaw, signalsValidated, signalsRejected, SHARED_TOPICS.operatorActions];
    const watcher = await TopicWatcher.start(
      kafka,
      topics.map(({ name }) => name),
      (record) => heard.push(record),
    );
    stops.push(() => watcher.stop());
    const leaving = new AbortController();
    const { signal } = leaving;
    const { awsEndpointUrl } = cloud.endpoints;
    const feeding = runLocalFeed({ kafka, awsEndpointUrl, kiteUrl: cloud.kite?.url ?? '', signal });
    await cloud.kite?.ticker.subscribed;
    const playing = market.play(parsePace('real'), { timer: systemTimer, signal });
    stops.push(async () => {
      leaving.abort();
      await Promise.all([feeding, playing]);
    });
    return cloud;
  };

  /** Waits until the list has verdicts of both kinds, which the next commands need. */
  const lookForAWhile = (): Promise<true> =>
    eventually('signals of both kinds while the switch is engaged', () => {
      const verdicts = underTheSwitch();
      const reductions = verdicts.filter(({ reduces }) => reduces).length;
      return reductions >= 2 && verdicts.length - reductions >= 4 ? true : undefined;
    });

  beforeAll(async () => {
    const cloud = await startCloud();
    const folder = mkdtempSync(join(tmpdir(), 'alpha-panda-walkthrough-'));
    stops.push(() => rmSync(folder, { recursive: true, force: true }));
    const shell = new Shell(ROOT, {
      ALPHA_PANDA_API: cloud.apiUrl,
      ALPHA_PANDA_CONFIG_DIR: folder,
      // Each command is a process: from the second on it takes its modules compiled.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    });
    stops.push(() => shell.stop());
    await eventually('a fill or two', () =>
      verdictsIn(heard).filter(({ validated }) => validated).length > 5 ? true : undefined,
    );

    for (const [place, { command }] of COMMANDS.entries()) {
      if (place === RELEASE) await lookForAWhile();
      if (place === LOGOUT) trace = (await shell.run('panda trace $id --json')).output;
      ran.push(await shell.run(command));
    }
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  it.each(COMMANDS.map(({ command }, place) => [command, place] as const))('$ %s', (_command, place) => {
    expect(ran[place]?.exitCode).toBe(0);
  });

  it.each(
    COMMANDS.map(({ command, output }, place) => [command, output, place] as const).filter(
      ([, output]) => output.length > 0,
    ),
  )('shows the output of: %s', (_command, [documented = ''], place) => {
    const [printed = ''] = ran[place]?.output.split('\n') ?? [];
    expect(shape(printed)).toBe(shape(documented));
  });

  it('rejects every entry from two seconds after the switch is engaged, and lets reductions pass', () => {
    const entries = underTheSwitch().filter(({ reduces }) => !reduces);
    const reductions = underTheSwitch().filter(({ reduces }) => reduces);

    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter(({ validated, stoppedByKillSwitch }) => validated || !stoppedByKillSwitch)).toEqual(
      [],
    );
    expect(reductions.some(({ validated }) => validated)).toBe(true);
  });

  it('lets entries pass again after the switch is released', () => {
    const later = verdictsIn(heard).filter(({ signalAt }) => signalAt > releasing());

    expect(later.some(({ validated, reduces }) => validated && !reduces)).toBe(true);
  });

  it('leads from a fill back to its tick, every effect after its cause', () => {
    const { entries } = traceReply.parse(JSON.parse(trace));
    const types = entries.map(({ type }) => type);

    expect(types[0]).toBe('market_tick');
    expect(types).toEqual(expect.arrayContaining(['trading_signal', 'validated_signal', 'order_filled']));
    // Only the first fill of a second has a snapshot.
    expect(['order_filled', 'pnl_snapshot']).toContain(types.at(-1));
    for (const [place, { causation_id }] of entries.entries()) {
      const before = entries.slice(0, place).map(({ event_id }) => event_id);
      if (place > 0) expect(before).toContain(causation_id);
    }
  });
});
