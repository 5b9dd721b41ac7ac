import { messageOf } from '../../../shared/errors.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import type { InstrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import { ACCOUNT_ITEM } from '../../../shared/market/portfolio-items.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import type { FeedLog, FeedTime } from '../ports.ts';
import { ANY_MARKET, hoursOf, marketPhase, type Phase } from './market-hours.ts';
import { EMPTY_PLAN, planSubscriptions, type SubscriptionPlan, withUnderlyings } from './plan.ts';
import { type Reason, wantedBy } from './wanted.ts';

/** Between two reads of the strategies. */
export const STRATEGIES_MS = 2_000;
/** Between two reads of the positions. A new position is of a subscribed instrument, so that it may take longer. */
const POSITIONS_MS = 10_000;

/** Between two reads of the same instruments: the lookup asks again for each that it does not find. */
const INSTRUMENTS_MS = 60_000;

const ACCOUNTS = BROKERS.map((broker) => ({ broker, position_id: ACCOUNT_ITEM }));

const isSame = (a: SubscriptionPlan, b: SubscriptionPlan): boolean =>
  JSON.stringify([[...a.tokens.keys()], a.refused]) === JSON.stringify([[...b.tokens.keys()], b.refused]);

/** What this run subscribes, as the tables say. While they cannot be read, it stays as it was. */
export class SubscriptionLoader {
  readonly #tables: TableReader;
  readonly #instruments: InstrumentLookup;
  readonly #time: FeedTime;
  readonly #log: FeedLog;
  #accounts: readonly Item[] = [];
  #accountsAt = Number.NEGATIVE_INFINITY;
  /** What the plan was made of. */
  #read = '';
  #askedAt = Number.NEGATIVE_INFINITY;
  #plan = EMPTY_PLAN;
  #hours: ReturnType<typeof hoursOf> = [];
  #isLoaded = false;
  #logged = '';

  constructor(options: {
    readonly tables: TableReader;
    readonly instruments: InstrumentLookup;
    readonly time: FeedTime;
    readonly log: FeedLog;
  }) {
    this.#tables = options.tables;
    this.#instruments = options.instruments;
    this.#time = options.time;
    this.#log = options.log;
  }

  get plan(): SubscriptionPlan {
    return this.#plan;
  }

  /** Whether the tables were read once. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** The phase of the markets of all subscribed instruments. */
  phase(): Phase {
    return marketPhase(this.#hours, this.#time.now());
  }

  /** Reads what is due. A failure is logged once, and tried again with the next call. */
  async refresh(): Promise<void> {
    try {
      await this.#load();
      this.#isLoaded = true;
    } catch (thrown) {
      this.#report('subscriptions stay as they are', messageOf(thrown));
    }
  }

  async #load(): Promise<void> {
    const strategies = await this.#tables.scan('strategies');
    if (this.#time.elapsed() >= this.#accountsAt + POSITIONS_MS) {
      this.#accounts = await this.#tables.getMany('positions', ACCOUNTS);
      this.#accountsAt = this.#time.elapsed();
    }
    const read = JSON.stringify([strategies, this.#accounts]);
    if (read === this.#read && this.#time.elapsed() < this.#askedAt + INSTRUMENTS_MS) return;
    const { tokens, problems } = wantedBy(strategies, this.#accounts);
    const contracts = await this.#instruments(tokens.keys());
    const all = withUnderlyings(tokens, contracts);
    const instruments = all.size === tokens.size ? contracts : await this.#instruments(all.keys());
    this.#choose(all, instruments, problems);
    this.#read = read;
    this.#askedAt = this.#time.elapsed();
  }

  #choose(
    all: ReadonlyMap<number, Reason>,
    instruments: ReadonlyMap<number, Instrument>,
    problems: readonly string[],
  ): void {
    const plan = planSubscriptions(all, this.#plan.tokens, instruments);
    if (!isSame(plan, this.#plan)) this.#plan = plan;
    const hours = hoursOf(this.#plan.tokens.keys(), instruments);
    this.#hours = hours.length === 0 ? ANY_MARKET : hours;
    const { refused } = this.#plan;
    if (refused.length > 0) this.#report('instruments are not subscribed: Kite takes 9,000', refused);
    else if (problems.length > 0) this.#report('items are malformed', problems);
    else this.#logged = '';
  }

  /** The same problem is not logged again with each read. */
  #report(message: string, details: unknown): void {
    const text = JSON.stringify([message, details]);
    if (text === this.#logged) return;
    this.#logged = text;
    this.#log.warn(message, { details });
  }
}
