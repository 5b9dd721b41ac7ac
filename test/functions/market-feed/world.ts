import type { FeedMetricValues } from '../../../functions/market-feed/metrics.ts';
import type {
  FeedTime,
  LeaseStore,
  StoredLease,
  Subscriptions,
  TickerStatus,
} from '../../../functions/market-feed/ports.ts';
import {
  type FeedDependencies,
  type FeedEnd,
  runMarketFeed,
} from '../../../functions/market-feed/run-market-feed.ts';
import type { MarketTick } from '../../../shared/events/types.ts';
import type { FeedLease } from '../../../shared/market/feed-lease.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { AttributeValue, Item } from '../../../shared/ports/item.ts';
import type { FoundCredentials, KiteCredentials } from '../../../shared/ports/kite-login.ts';
import type { OutgoingRecord } from '../../../shared/ports/record.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import { VirtualTime } from '../../support/virtual-time.ts';

/** A Monday, ten in the morning in India. */
export const MONDAY = Date.parse('2026-11-23T04:30:00.000Z');

/** Numbers from 0 to 1 that a seed decides. */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** The one lease item, with the faults that a test sets. */
export class MemoryLease implements LeaseStore {
  stored: FeedLease | undefined;
  readonly #time: VirtualTime;
  readonly #chance: () => number;
  /** Milliseconds of a call: up to this. */
  latencyMs = 20;
  /** Share of writes whose answer is lost, half of them before they are applied. */
  lost = 0;
  /** Whether no call succeeds. */
  isDown = false;
  writes = 0;

  constructor(time: VirtualTime, chance: () => number = () => 0.5) {
    this.#time = time;
    this.#chance = chance;
  }

  async read(): Promise<StoredLease | undefined> {
    await this.#wait();
    const lease = this.stored;
    await this.#wait();
    if (this.isDown) throw new Error('DynamoDB is down');
    return lease === undefined ? undefined : { kind: 'lease', lease };
  }

  async put(next: FeedLease, before: StoredLease | undefined): Promise<boolean> {
    const version = before?.kind === 'lease' ? before.lease.version : undefined;
    await this.#wait();
    if (this.isDown) throw new Error('DynamoDB is down');
    const fate = this.#chance();
    if (fate < this.lost / 2) throw new Error('the request was lost');
    const isUnchanged = this.stored?.version === version;
    if (isUnchanged) {
      this.stored = next;
      this.writes += 1;
    }
    await this.#wait();
    if (fate < this.lost) throw new Error('the answer was lost');
    return isUnchanged;
  }

  #wait(): Promise<void> {
    return this.#time.sleep(this.#chance() * this.latencyMs);
  }
}

/** Kite for one world: every open ticker gets every frame of its instruments. */
class FakeKite {
  readonly tickers = new Set<FakeTicker>();
  token = 'token-1';
  opened = 0;
  /** Whether sockets open at all. */
  isReachable = true;
  /** Milliseconds until a closed ticker has left. */
  leaveMs = 0;
  left = 0;
  /** Milliseconds until a frame arrives, by the order in which tickers were opened. */
  delayOf: (ticker: number) => number = () => 0;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  readonly open = (
    credentials: KiteCredentials,
    onTicks: (ticks: readonly MarketTick[]) => void,
  ): FakeTicker => {
    this.opened += 1;
    const ticker = new FakeTicker(this, credentials.accessToken, this.delayOf(this.opened), onTicks);
    this.tickers.add(ticker);
    return ticker;
  };

  async leave(): Promise<void> {
    if (this.leaveMs > 0) await this.#time.sleep(this.leaveMs);
    this.left += 1;
  }

  send(ticks: readonly MarketTick[]): void {
    for (const ticker of this.tickers) {
      if (ticker.delayMs === 0) ticker.receive(ticks);
      else this.#time.sleep(ticker.delayMs).then(() => ticker.receive(ticks));
    }
  }
}

class FakeTicker {
  readonly #kite: FakeKite;
  readonly #token: string;
  readonly #onTicks: (ticks: readonly MarketTick[]) => void;
  wanted: Subscriptions = new Map();
  reconnects = 0;

  readonly delayMs: number;

  constructor(
    kite: FakeKite,
    token: string,
    delayMs: number,
    onTicks: (ticks: readonly MarketTick[]) => void,
  ) {
    this.#kite = kite;
    this.#token = token;
    this.delayMs = delayMs;
    this.#onTicks = onTicks;
  }

  subscribe(wanted: Subscriptions): void {
    this.wanted = wanted;
  }

  status(): TickerStatus {
    const isRefused = this.#token !== this.#kite.token;
    const isComplete = !isRefused && this.#kite.isReachable;
    return {
      sockets: isComplete ? Math.ceil(this.wanted.size / 3_000) : 0,
      isComplete,
      isRefused,
      reconnects: this.reconnects,
      unknownPackets: 0,
      ...(!isComplete && { problem: 'the connection was closed' }),
    };
  }

  receive(ticks: readonly MarketTick[]): void {
    if (!this.status().isComplete) return;
    const wanted = ticks.filter(({ instrument_token }) => this.wanted.has(instrument_token));
    if (wanted.length > 0) this.#onTicks(wanted);
  }

  async close(): Promise<void> {
    this.#kite.tickers.delete(this);
    await this.#kite.leave();
  }
}

/** The tables that the feed reads. */
class MemoryTables {
  strategies: Item[] = [];
  accounts: Item[] = [];
  isDown = false;

  readonly reader: TableReader = {
    scan: async () => this.#answer(this.strategies),
    getMany: async () => this.#answer(this.accounts),
    get: async () => undefined,
    query: async () => [],
    page: async () => ({ items: [], more: false }),
  };

  #answer(items: readonly Item[]): readonly Item[] {
    if (this.isDown) throw new Error('DynamoDB is down');
    return items;
  }
}

export const strategyOf = (
  strategyId: string,
  instruments: readonly AttributeValue[],
  changes: Item = {},
): Item => ({
  strategy_id: strategyId,
  type: 'momentum',
  instruments,
  is_active: true,
  version: 1,
  ...changes,
});

export const accountOf = (broker: string, positions: readonly AttributeValue[]): Item => ({
  broker,
  position_id: 'account',
  kind: 'account',
  positions,
});

/** What Kafka has, in order of arrival. */
class MemoryTopic {
  readonly #time: VirtualTime;
  readonly records: OutgoingRecord[] = [];
  readonly batches: { readonly at: number; readonly size: number }[] = [];
  latencyMs = 5;
  /** Calls that fail next; half of them after they wrote the records. */
  failures = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    await this.#time.sleep(this.latencyMs);
    if (this.failures > 0) {
      this.failures -= 1;
      if (this.failures % 2 === 0) this.records.push(...records);
      throw new Error('no broker answers');
    }
    this.records.push(...records);
    this.batches.push({ at: this.#time.now(), size: records.length });
  }

  ids(): readonly string[] {
    return this.records.map(({ value }) => JSON.parse(String(value)).id);
  }
}

interface RunOptions {
  readonly self?: string;
  readonly endsInMs?: number;
  /** How fast its clock runs. */
  readonly rate?: number;
  readonly startsAt?: number;
  readonly followsCalendar?: boolean;
  readonly writeMetrics?: FeedDependencies['writeMetrics'];
}

interface FeedRun {
  readonly ended: Promise<FeedEnd>;
  readonly metrics: FeedMetricValues[];
  readonly logs: string[];
  stop(): void;
  /** Ends it between two instructions: what it awaits never comes. */
  kill(): void;
}

/** Feeds, Kite, tables and Kafka in virtual time. */
export const feedWorld = (startsAt = MONDAY) => {
  const virtual = new VirtualTime();
  const kite = new FakeKite(virtual);
  const lease = new MemoryLease(virtual);
  const tables = new MemoryTables();
  const topic = new MemoryTopic(virtual);
  const instruments = new Map<number, Instrument>();
  const login: { found: FoundCredentials } = {
    found: { kind: 'session', apiKey: 'key', accessToken: kite.token },
  };
  let runs = 0;

  const start = (options: RunOptions = {}): FeedRun => {
    const { rate = 1, endsInMs } = options;
    runs += 1;
    const self = options.self ?? `run-${runs}`;
    const born = virtual.now();
    const stopping = new AbortController();
    let isDead = false;
    const never = new Promise<never>(() => undefined);
    const alive = async <T>(work: Promise<T>): Promise<T> => {
      const result = await work;
      return isDead ? never : result;
    };
    const time: FeedTime = {
      now: () => startsAt + virtual.now(),
      elapsed: () => 1_000 + (virtual.now() - born) * rate,
      sleep: (milliseconds) => alive(virtual.sleep(milliseconds / rate)),
    };
    const metrics: FeedMetricValues[] = [];
    const logs: string[] = [];
    const deps: FeedDependencies = {
      openTicker: (credentials, onTicks) => kite.open(credentials, (ticks) => !isDead && onTicks(ticks)),
      credentials: () => alive(Promise.resolve(login.found)),
      publisher: { publish: (records) => alive(topic.publish(records)) },
      tables: tables.reader,
      instruments: async (tokens) =>
        new Map(
          [...tokens].flatMap((token) => {
            const found = instruments.get(token);
            return found === undefined ? [] : [[token, found] as const];
          }),
        ),
      lease: {
        read: () => alive(lease.read()),
        put: (next, before) => alive(lease.put(next, before)),
      },
      time,
      log: { info: (message) => logs.push(message), warn: (message) => logs.push(`! ${message}`) },
      writeMetrics: options.writeMetrics ?? ((values) => metrics.push(values)),
      self,
      host: 'local',
      signal: stopping.signal,
      endsAt: endsInMs === undefined ? undefined : 1_000 + endsInMs,
      followsCalendar: options.followsCalendar ?? false,
    };
    return {
      ended: runMarketFeed(deps),
      metrics,
      logs,
      stop: () => stopping.abort(),
      kill: () => {
        isDead = true;
      },
    };
  };

  return { virtual, kite, lease, tables, topic, instruments, login, start };
};

/** A tick of a whole second, as Kite's are. */
export const tickOf = (token: number, at: number, price: number, volume = 0): MarketTick => ({
  instrument_token: token,
  last_price: price,
  timestamp: new Date(Math.floor(at / 1_000) * 1_000).toISOString(),
  volume_traded: volume,
  mode: 'full',
});
