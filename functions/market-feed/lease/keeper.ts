import {
  FEED_LEASE_KEY,
  FEED_LEASE_MS,
  type FeedHost,
  type FeedLease,
  type FeedReport,
} from '../../../shared/market/feed-lease.ts';
import type { FeedTime, LeaseStore, StoredLease } from '../ports.ts';

/** Between two renewals. */
const RENEW_MS = 1_000;
/** After a step that failed: the table is not asked without a pause. */
const RETRY_MS = 200;
/** Between two reads of a run that waits. */
const POLL_MS = 500;
/** The holder stops so long before its lease ends: clocks of two machines do not run equally fast. */
const SAFETY_MS = 500;
/** A run that has released its lease for another one waits so long for it. */
const YIELD_MS = 4_000;

/** Tries of a release that other writes overtake. */
const MAX_RELEASES = 3;
/** `unsent_ms` of a run that does not know what the runs before it have sent. */
const UNKNOWN_MS = 3_600_000;

/** What this run wants, and what it would tell. */
export interface Standing {
  readonly report: FeedReport;
  /** Connected and subscribed, with some seconds of ticks. */
  readonly isReady: boolean;
  /** Whether it takes a lease that is free. */
  readonly mayTake: boolean;
}

/** How a run got the lease. */
export interface Takeover {
  readonly term: number;
  /** The lease before; undefined for the first of all, or a malformed one. */
  readonly before: FeedLease | undefined;
  /**
   * The earlier holder has sent all that it received until this time, of this run's `elapsed`. Undefined if this run
   * has not observed it.
   */
  readonly sentUntil: number | undefined;
}

interface Observed {
  /** Identifies the lease and its renewal. */
  readonly mark: string;
  /** When a read that showed it ended: its holder renewed it before. */
  readonly seenAt: number;
  /** When the last read that did not show it began: its holder wrote it later. */
  readonly notSeenAt: number | undefined;
  /** The same of the mark before. Its holder had written that one when it prepared this one. */
  readonly preparedAfter: number | undefined;
}

interface Holding {
  readonly validUntil: number;
}

/** What each write sets. */
type Stamp = 'until' | 'heartbeat_at' | 'write';

interface Pending {
  readonly next: FeedLease;
  readonly startedAt: number;
  readonly takeover: Takeover | undefined;
}

const leaseIn = (stored: StoredLease | undefined): FeedLease | undefined =>
  stored?.kind === 'lease' ? stored.lease : undefined;

/** Term and version of an item that is no lease. */
const numbersOf = (stored: StoredLease | undefined): { readonly term: number; readonly version: number } => {
  const { term, version } = stored?.kind === 'malformed' ? stored.item : {};
  const whole = (value: unknown): number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
  return { term: whole(term), version: whole(version) };
};

const markOf = (stored: StoredLease | undefined): string => {
  if (stored === undefined) return '';
  if (stored.kind === 'malformed') return JSON.stringify(stored.item);
  const { holder, term, beat, released } = stored.lease;
  return JSON.stringify([holder, term, beat, released]);
};

/**
 * Keeps one run's side of the lease. At any moment at most one run may publish, however clocks differ and answers
 * are lost: a holder counts from the start of its last confirmed renewal, another run from the end of the read
 * in which it saw that renewal.
 */
export class LeaseKeeper {
  readonly #store: LeaseStore;
  readonly #time: FeedTime;
  readonly #self: string;
  readonly #host: FeedHost;
  #stored: StoredLease | undefined;
  #observed: Observed | undefined;
  #lastReadAt: number | undefined;
  #holding: Holding | undefined;
  #pending: Pending | undefined;
  #writes = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #releasedAt: number | undefined;
  /** Whether this run has not offered itself yet. Only a new run does, so that two runs do not take turns. */
  #isNew = true;

  constructor(options: {
    readonly store: LeaseStore;
    readonly time: FeedTime;
    readonly self: string;
    readonly host: FeedHost;
  }) {
    this.#store = options.store;
    this.#time = options.time;
    this.#self = options.self;
    this.#host = options.host;
  }

  get isHolder(): boolean {
    return this.#holding !== undefined;
  }

  /** Until when it may publish, of `elapsed`; in the past without a lease. */
  get validUntil(): number {
    return this.#holding?.validUntil ?? Number.NEGATIVE_INFINITY;
  }

  mayPublish(): boolean {
    return this.#time.elapsed() < this.validUntil;
  }

  /** The lease of another run that publishes, as far as this run knows. */
  get other(): FeedLease | undefined {
    const lease = leaseIn(this.#stored);
    return lease === undefined || lease.released || lease.holder === this.#self || this.#hasEnded()
      ? undefined
      : lease;
  }

  /** Whether a run that is ready waits for this holder to leave. */
  get isAwaited(): boolean {
    const next = leaseIn(this.#stored)?.next;
    return this.isHolder && next !== undefined && next !== this.#self;
  }

  /** Whether another run has taken the lease that this one released, and renewed it. */
  get isRelieved(): boolean {
    const lease = leaseIn(this.#stored);
    return lease !== undefined && lease.holder !== this.#self && !lease.released && lease.beat > 0;
  }

  /** Milliseconds until the next step. */
  get pauseMs(): number {
    if (!this.isHolder) return POLL_MS;
    if (this.#pending !== undefined) return RETRY_MS;
    return Math.max(1, this.#renewedAt + RENEW_MS - this.#time.elapsed());
  }

  /**
   * One read or write. Errors of the store are passed on. They change nothing but time.
   * @returns the takeover, in the step in which this run learns that it has the lease
   */
  async step(standing: Standing): Promise<Takeover | undefined> {
    const isKnown = this.isHolder && this.#pending === undefined;
    if (isKnown && (await this.#renew(standing.report))) return undefined;
    const taken = await this.#read();
    if (taken !== undefined || this.isHolder) return taken;
    if (standing.mayTake && this.#isFree()) return this.#take(standing.report);
    if (standing.isReady && this.#isNew && this.other?.next === undefined) await this.#offer();
    return undefined;
  }

  /** Gives the lease back after the last send. The run does not publish afterwards, whether or not the write succeeds. */
  async release(report: FeedReport): Promise<void> {
    const isHolder = this.isHolder;
    this.#holding = undefined;
    this.#isNew = false;
    this.#releasedAt = this.#time.elapsed();
    for (let tries = 0; isHolder && tries < MAX_RELEASES; tries += 1) {
      const lease = leaseIn(this.#stored);
      if (lease === undefined || lease.holder !== this.#self || lease.released) return;
      const released = this.#written({ ...lease, ...report, released: true }, this.#time.elapsed());
      if (await this.#put(released, undefined)) return;
      await this.#read();
    }
  }

  async #renew(report: FeedReport): Promise<boolean> {
    const lease = leaseIn(this.#stored);
    if (lease === undefined) return false;
    const startedAt = this.#time.elapsed();
    this.#renewedAt = startedAt;
    const next = this.#written({ ...lease, ...report, beat: lease.beat + 1 }, startedAt);
    if (!(await this.#put(next, undefined))) return false;
    this.#hold(startedAt);
    return true;
  }

  async #take(report: FeedReport): Promise<Takeover | undefined> {
    const startedAt = this.#time.elapsed();
    this.#renewedAt = startedAt;
    const before = leaseIn(this.#stored);
    const { term, version } = before ?? numbersOf(this.#stored);
    const preparedAfter = this.#observed?.preparedAfter;
    const sentUntil =
      before === undefined || preparedAfter === undefined ? undefined : preparedAfter - before.unsent_ms;
    const takeover: Takeover = { term: term + 1, before, sentUntil };
    const taken = {
      ...(before?.last_tick_at !== undefined && { last_tick_at: before.last_tick_at }),
      ...report,
      ...FEED_LEASE_KEY,
      holder: this.#self,
      host: this.#host,
      term: takeover.term,
      beat: 0,
      released: false,
      // Until it has published what the other run did not send, it knows no more than that run.
      unsent_ms: sentUntil === undefined ? UNKNOWN_MS : Math.max(0, startedAt - sentUntil),
      version,
    };
    if (!(await this.#put(this.#written(taken, startedAt), takeover))) return undefined;
    this.#hold(startedAt);
    return takeover;
  }

  /** Tells the holder that this run is ready. */
  async #offer(): Promise<void> {
    const lease = this.other;
    if (lease === undefined) return;
    const next = { ...lease, next: this.#self, version: lease.version + 1, write: this.#writeName() };
    if (await this.#put(next, undefined)) this.#isNew = false;
  }

  /** Whether the item was written. If the answer was lost, the next read tells. */
  async #put(next: FeedLease, takeover: Takeover | undefined): Promise<boolean> {
    const startedAt = this.#time.elapsed();
    this.#pending = { next, startedAt, takeover };
    const isSaved = await this.#store.put(next, this.#stored);
    this.#pending = undefined;
    if (isSaved) this.#observe({ kind: 'lease', lease: next }, startedAt, this.#time.elapsed());
    return isSaved;
  }

  async #read(): Promise<Takeover | undefined> {
    const startedAt = this.#time.elapsed();
    const stored = await this.#store.read();
    this.#observe(stored, startedAt, this.#time.elapsed());
    const lease = leaseIn(stored);
    const pending = this.#pending;
    this.#pending = undefined;
    const isOwn = lease !== undefined && lease.holder === this.#self && !lease.released;
    if (!isOwn) {
      this.#holding = undefined;
      return undefined;
    }
    const isConfirmed = pending !== undefined && pending.next.write === lease.write;
    if (this.#holding === undefined && !isConfirmed) return undefined;
    if (isConfirmed) this.#hold(pending.startedAt);
    return isConfirmed ? pending.takeover : undefined;
  }

  #hold(startedAt: number): void {
    this.#holding = { validUntil: startedAt + FEED_LEASE_MS - SAFETY_MS };
    this.#isNew = false;
    this.#releasedAt = undefined;
  }

  #observe(stored: StoredLease | undefined, startedAt: number, endedAt: number): void {
    const mark = markOf(stored);
    if (this.#observed?.mark !== mark) {
      this.#observed = {
        mark,
        seenAt: endedAt,
        notSeenAt: this.#lastReadAt,
        preparedAfter: this.#observed?.notSeenAt,
      };
    }
    this.#stored = stored;
    this.#lastReadAt = startedAt;
  }

  #hasEnded(): boolean {
    const observed = this.#observed;
    return observed !== undefined && this.#time.elapsed() >= observed.seenAt + FEED_LEASE_MS;
  }

  #isFree(): boolean {
    if (this.#stored === undefined || this.#hasEnded()) return true;
    const lease = leaseIn(this.#stored);
    if (lease?.released !== true) return false;
    // A run that is ready has asked for it.
    const yields = lease.holder === this.#self && lease.next !== undefined;
    return !yields || this.#time.elapsed() >= (this.#releasedAt ?? 0) + YIELD_MS;
  }

  #written(lease: Omit<FeedLease, Stamp>, startedAt: number): FeedLease {
    const now = this.#time.now();
    return {
      ...lease,
      until: new Date(now + FEED_LEASE_MS - (this.#time.elapsed() - startedAt)).toISOString(),
      heartbeat_at: new Date(now).toISOString(),
      version: lease.version + 1,
      write: this.#writeName(),
    };
  }

  #writeName(): string {
    this.#writes += 1;
    return `${this.#self}#${this.#writes}`;
  }
}
