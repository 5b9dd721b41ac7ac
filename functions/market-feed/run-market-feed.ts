import { messageOf } from '../../shared/errors.ts';
import type { MarketTick } from '../../shared/events/types.ts';
import type { FeedHost, FeedReport } from '../../shared/market/feed-lease.ts';
import { MAX_REFUSED_NAMES } from '../../shared/market/feed-lease.ts';
import type { InstrumentLookup } from '../../shared/market/instrument-lookup.ts';
import type { FoundCredentials } from '../../shared/ports/kite-login.ts';
import type { Publisher } from '../../shared/ports/log.ts';
import type { TableReader } from '../../shared/ports/table-reader.ts';
import { Connection } from './connection.ts';
import { describe, isSilent, type Situation } from './describe.ts';
import { LeaseKeeper, type Takeover } from './lease/keeper.ts';
import { MetricCounts } from './metric-counts.ts';
import type { FeedMetricValues } from './metrics.ts';
import type { FeedLog, FeedTime, LeaseStore, OpenTicker } from './ports.ts';
import { StandbyBuffer } from './publishing/standby-buffer.ts';
import { type OnBatch, TickSender } from './publishing/tick-sender.ts';
import { STRATEGIES_MS, SubscriptionLoader } from './subscriptions/loader.ts';
import { connectsAt, type Phase } from './subscriptions/market-hours.ts';
import { MAX_SOCKETS, TOKENS_PER_SOCKET } from './subscriptions/plan.ts';

const CONNECT_MS = 200;
const HEARTBEAT_MS = 10_000;
/** A run offers itself once it has this much of the market, which the hand-over may need. */
const READY_MS = 3_000;
/** Two connections may get the same tick at times that differ by this. */
const MARGIN_MS = 2_000;
/** The holder sends what it has for at most this long before it leaves. */
const FINISH_MS = 3_000;

export interface FeedDependencies {
  readonly openTicker: OpenTicker;
  /** Credentials of today. Asked again while they are absent, and after Kite has refused them. */
  readonly credentials: () => Promise<FoundCredentials>;
  readonly publisher: Publisher;
  readonly tables: TableReader;
  readonly instruments: InstrumentLookup;
  readonly lease: LeaseStore;
  readonly time: FeedTime;
  readonly log: FeedLog;
  readonly writeMetrics: (values: FeedMetricValues) => void;
  /** Names the run, differently from all others. */
  readonly self: string;
  readonly host: FeedHost;
  /** Ends the run: it hands over or releases its lease, within seconds. */
  readonly signal: AbortSignal;
  /** When the run has to have ended, of `elapsed`; absent: it runs until the signal. */
  readonly endsAt?: number | undefined;
  /** Whether it rests while markets are closed. A simulated market does not follow the calendar. */
  readonly followsCalendar?: boolean;
  /** Called before each batch is published. */
  readonly onBatch?: OnBatch | undefined;
}

/** Why a run ended. `relieved`: another run has taken over. `closed`: no market opens before its end. */
export type FeedEnd = 'stopped' | 'time' | 'relieved' | 'closed';

const ALWAYS_OPEN: Phase = { kind: 'open', since: 0 };

/** The longest sleep, after which a run looks whether it is over. */
const LOOK_MS = 250;

/** One run of the feed. */
class MarketFeed {
  readonly #deps: FeedDependencies;
  readonly #time: FeedTime;
  readonly #loader: SubscriptionLoader;
  readonly #connection: Connection;
  readonly #buffer = new StandbyBuffer();
  readonly #sender: TickSender;
  readonly #keeper: LeaseKeeper;
  readonly #counts = new MetricCounts();
  readonly #startedAt: number;
  #isOver = false;
  #lastTickAt: number | undefined;
  #hasHandedOver = false;
  /** Whether it has held the lease since the last heartbeat. */
  #hasHeld = false;
  /** A takeover with a gap, which the next tick measures. */
  #uncovered: Takeover | undefined;
  #loggedState: string | undefined;
  #leaseProblem: string | undefined;

  constructor(deps: FeedDependencies) {
    this.#deps = deps;
    this.#time = deps.time;
    this.#startedAt = deps.time.elapsed();
    this.#loader = new SubscriptionLoader(deps);
    this.#connection = new Connection({ ...deps, onTicks: (ticks) => this.#onTicks(ticks) });
    this.#keeper = new LeaseKeeper({ ...deps, store: deps.lease });
    this.#sender = new TickSender({ ...deps, mayPublish: () => this.#keeper.mayPublish() });
  }

  async run(): Promise<FeedEnd> {
    try {
      const [end] = await Promise.all([
        this.#keepLease(),
        this.#every(STRATEGIES_MS, () => this.#loader.refresh()),
        this.#every(CONNECT_MS, () => this.#connect()),
        this.#every(HEARTBEAT_MS, async () => this.#beat()),
      ]);
      return end;
    } finally {
      // Also after an error: what still runs would otherwise renew the lease.
      this.#isOver = true;
      await this.#leave();
      this.#connection.close();
      // Lambda freezes what goes on after a run, and Kite would count a frozen socket as one of its three.
      await this.#connection.closed();
    }
  }

  /** Repeats work until the run is over. */
  async #every(milliseconds: number, work: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      await work();
      await this.#pause(milliseconds);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const until = this.#time.elapsed() + milliseconds;
    for (let left = milliseconds; left > 0; left = until - this.#time.elapsed()) {
      await this.#time.sleep(Math.max(1, Math.min(left, LOOK_MS)));
      if (this.#isOver || this.#end() !== undefined) return;
    }
  }

  get #phase(): Phase {
    return this.#deps.followsCalendar === false ? ALWAYS_OPEN : this.#loader.phase();
  }

  /** Whether it rests, because nothing that it subscribes, or could subscribe, trades soon. */
  get #isResting(): boolean {
    return this.#loader.isLoaded && this.#phase.kind === 'closed';
  }

  /** Why the run has to end now; undefined if it goes on. */
  #end(): FeedEnd | undefined {
    const { signal, endsAt } = this.#deps;
    if (signal.aborted) return 'stopped';
    if (endsAt === undefined) return undefined;
    if (this.#time.elapsed() >= endsAt) return 'time';
    if (this.#hasHandedOver && this.#keeper.isRelieved) return 'relieved';
    if (!this.#isResting) return undefined;
    const due = connectsAt(this.#phase);
    const endsIn = endsAt - this.#time.elapsed();
    return due === undefined || due > this.#time.now() + endsIn ? 'closed' : undefined;
  }

  async #keepLease(): Promise<FeedEnd> {
    for (;;) {
      const end = this.#isOver ? 'stopped' : this.#end();
      if (end !== undefined) {
        await this.#leave();
        this.#beat();
        this.#isOver = true;
        return end;
      }
      await this.#stepLease();
      await this.#pause(this.#keeper.pauseMs);
    }
  }

  async #stepLease(): Promise<void> {
    const wasHolder = this.#keeper.isHolder;
    try {
      const takeover = await this.#keeper.step({
        report: this.#report(),
        isReady: this.#isReady,
        mayTake: this.#loader.isLoaded && !this.#isResting,
      });
      this.#leaseProblem = undefined;
      if (takeover !== undefined) this.#takeOver(takeover);
    } catch (thrown) {
      this.#logLeaseProblem(messageOf(thrown));
    }
    if (wasHolder && !this.#keeper.isHolder) {
      this.#sender.stop();
      this.#deps.log.warn('another run has taken the lease', { by: this.#keeper.other?.holder });
    }
    if (this.#keeper.isHolder && (this.#keeper.isAwaited || this.#isResting)) {
      this.#hasHandedOver = this.#keeper.isAwaited;
      await this.#leave();
    }
  }

  #logLeaseProblem(problem: string): void {
    if (problem !== this.#leaseProblem) this.#deps.log.warn(`the lease: ${problem}`);
    this.#leaseProblem = problem;
  }

  #takeOver(takeover: Takeover): void {
    const { term, before, sentUntil } = takeover;
    this.#hasHandedOver = false;
    this.#hasHeld = true;
    const from = sentUntil === undefined ? Number.NEGATIVE_INFINITY : sentUntil - MARGIN_MS;
    const backlog = this.#buffer.since(from);
    this.#sender.start(backlog, this.#buffer.oldestAt(from) ?? this.#time.elapsed());
    const since = this.#connection.completeSince;
    const isCovered =
      sentUntil !== undefined && since !== undefined && since <= sentUntil && this.#buffer.reaches(sentUntil);
    const isHandover = before !== undefined && before.holder !== this.#deps.self;
    if (isHandover) this.#counts.handedOver();
    this.#uncovered = isHandover && !isCovered ? takeover : undefined;
    this.#deps.log.info('this run publishes', {
      term,
      from: before?.holder,
      released: before?.released,
      backlog: backlog.length,
      covered: isCovered,
    });
    const at = this.#buffer.oldestAt(from);
    if (at !== undefined) this.#measureGap(this.#time.now() - (this.#time.elapsed() - at));
  }

  /** The market time that no run has received: from the last published tick, or the opening, to the first one now. */
  #measureGap(firstAt: number): void {
    const last = this.#uncovered?.before?.last_tick_at;
    this.#uncovered = undefined;
    const phase = this.#phase;
    if (last === undefined || phase.kind !== 'open' || Date.parse(last) < phase.since) return;
    const gap = Math.max(0, firstAt - Date.parse(last));
    this.#counts.gap(gap);
    if (gap > 0) this.#deps.log.warn(`no run received the market for ${gap} ms`, { last_tick_at: last });
  }

  /** Sends what it has, and gives the lease back. */
  async #leave(): Promise<void> {
    if (!this.#keeper.isHolder) return;
    this.#hasHeld = true;
    await this.#sender.finish(Math.min(FINISH_MS, this.#keeper.validUntil - this.#time.elapsed()));
    try {
      await this.#keeper.release(this.#report());
      this.#deps.log.info('this run has released the lease');
    } catch (thrown) {
      this.#logLeaseProblem(messageOf(thrown));
    }
    this.#sender.stop();
  }

  #onTicks(ticks: readonly MarketTick[]): void {
    if (ticks.length === 0) return;
    const at = this.#time.elapsed();
    this.#lastTickAt = at;
    this.#buffer.add(ticks, at);
    this.#sender.offer(ticks, at);
    if (this.#uncovered !== undefined && this.#keeper.isHolder) this.#measureGap(this.#time.now());
  }

  /** Two runs together may not have more sockets than Kite takes. */
  get #sockets(): number {
    if (this.#hasHandedOver) return 1;
    const { other } = this.#keeper;
    if (other === undefined) return MAX_SOCKETS;
    return MAX_SOCKETS - Math.max(other.sockets, Math.ceil(other.subscribed / TOKENS_PER_SOCKET));
  }

  async #connect(): Promise<void> {
    if (this.#isResting) this.#connection.close();
    else await this.#connection.connect(this.#loader.plan.tokens, this.#sockets);
    const { state, message } = describe(this.#situation());
    if (state === this.#loggedState || !this.#loader.isLoaded) return;
    this.#loggedState = state;
    const isFine = state === 'live' || state === 'idle' || state === 'closed' || state === 'connecting';
    this.#deps.log[isFine ? 'info' : 'warn'](`feed: ${message}`, { state });
  }

  get #isReady(): boolean {
    if (!this.#loader.isLoaded || this.#isResting) return false;
    if (this.#loader.plan.tokens.size === 0 || this.#sockets <= 0) return true;
    const since = this.#connection.completeSince;
    return since !== undefined && this.#time.elapsed() >= since + READY_MS;
  }

  #situation(): Situation {
    const { plan } = this.#loader;
    const phase = this.#phase;
    const opened =
      phase.kind === 'open' ? this.#time.elapsed() - (this.#time.now() - phase.since) : this.#startedAt;
    const since = Math.max(this.#lastTickAt ?? this.#startedAt, this.#startedAt, opened);
    return {
      now: this.#time.now(),
      wanted: plan.tokens.size,
      subscribed: this.#connection.subscribed,
      refused: plan.refused,
      phase,
      connection: this.#connection.state,
      problem: this.#connection.problem,
      silentMs: this.#time.elapsed() - since,
      failure: this.#sender.failure,
    };
  }

  #report(): FeedReport {
    const unsentMs = this.#sender.unsentMs;
    const { ticks, conflated } = this.#sender;
    const now = this.#time.now();
    const received = this.#lastTickAt === undefined ? now : now - (this.#time.elapsed() - this.#lastTickAt);
    return {
      ...describe(this.#situation()),
      ticks,
      ...(ticks > 0 && { last_tick_at: new Date(Math.min(received, now - unsentMs)).toISOString() }),
      subscribed: this.#connection.subscribed,
      conflated,
      refused: this.#loader.plan.refused.slice(0, MAX_REFUSED_NAMES),
      sockets: this.#connection.sockets,
      unsent_ms: unsentMs,
    };
  }

  /** Writes the metrics of a run that publishes, or that rests. A run that waits for its turn writes none. */
  #beat(): void {
    const rests = this.#isResting && this.#keeper.other === undefined;
    // A lease that cannot be renewed has ended for this run too.
    const holds = this.#keeper.mayPublish();
    if (!holds && !this.#hasHeld && !rests) return;
    this.#hasHeld = holds;
    const { ticks, conflated } = this.#sender;
    const { unknownPackets, reconnects } = this.#connection;
    const situation = this.#situation();
    const { state } = describe(situation);
    this.#deps.writeMetrics(
      this.#counts.take(
        { ticks, conflated, unknownPackets, reconnects },
        {
          refused: situation.refused.length,
          isSilent: isSilent(situation),
          needsLogin: state === 'no_session' || state === 'token_refused',
        },
      ),
    );
  }
}

/**
 * Receives Kite's ticks and publishes them, until the signal, the end of its time, or until another run takes over. Of
 * all runs on all hosts one publishes at a time.
 */
export const runMarketFeed = (deps: FeedDependencies): Promise<FeedEnd> => new MarketFeed(deps).run();
