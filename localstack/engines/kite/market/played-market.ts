import { type Pace, type PaceOptions, paced } from '../../../market-data/pace.ts';
import type { TickSource, TimedTick } from '../../../market-data/timed-tick.ts';
import { DayFigures } from './day-figures.ts';
import type { InstrumentRow } from './instrument-row.ts';
import type { KiteMarket, MomentListener, Snapshot } from './kite-market.ts';

export interface PlayedMarketOptions {
  /** Called when they are asked for: few programs do, and a whole day's take time. */
  readonly instruments: () => readonly InstrumentRow[];
  /** Called when the market opens. */
  readonly source: () => TickSource | Promise<TickSource>;
}

/** Cuts ticks, in order, where the time changes and where an instrument comes again. */
export function* momentsOf(ticks: readonly TimedTick[]): Generator<readonly TimedTick[]> {
  let from = 0;
  const tokens = new Set<number>();
  for (const [place, { at, tick }] of ticks.entries()) {
    if (at !== ticks[from]?.at || tokens.has(tick.instrument_token)) {
      yield ticks.slice(from, place);
      from = place;
      tokens.clear();
    }
    tokens.add(tick.instrument_token);
  }
  if (from < ticks.length) yield ticks.slice(from);
}

/** A market that plays a source of ticks: the session simulator's or a file's. */
export class PlayedMarket implements KiteMarket {
  readonly #list: PlayedMarketOptions['instruments'];
  #instruments: readonly InstrumentRow[] | undefined;
  readonly #source: PlayedMarketOptions['source'];
  readonly #days = new Map<number, DayFigures>();
  readonly #snapshots = new Map<number, Snapshot>();
  readonly #listeners = new Set<MomentListener>();

  constructor({ instruments, source }: PlayedMarketOptions) {
    this.#list = instruments;
    this.#source = source;
  }

  get instruments(): readonly InstrumentRow[] {
    this.#instruments ??= this.#list();
    return this.#instruments;
  }

  snapshotOf(token: number): Snapshot | undefined {
    return this.#snapshots.get(token);
  }

  onTicks(listener: MomentListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Opens the market. It ends when the source ends or the signal aborts.
   * @param afterBatch ends when the listeners can take more; default: at once
   * @throws errors of the source and of listeners
   */
  async play(pace: Pace, options: PaceOptions, afterBatch?: () => Promise<unknown>): Promise<void> {
    for await (const batch of paced(await this.#source(), pace, options)) {
      for (const moment of momentsOf(batch)) this.#tell(moment);
      await afterBatch?.();
    }
  }

  #tell(moment: readonly TimedTick[]): void {
    const snapshots = moment.map((timed) => this.#take(timed));
    for (const listener of this.#listeners) listener(snapshots);
  }

  #take(timed: TimedTick): Snapshot {
    const token = timed.tick.instrument_token;
    let day = this.#days.get(token);
    if (day === undefined) {
      day = new DayFigures();
      this.#days.set(token, day);
    }
    const snapshot = day.snapshotOf(timed);
    this.#snapshots.set(token, snapshot);
    return snapshot;
  }
}
