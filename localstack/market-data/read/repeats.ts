import { AlphaPandaError } from '../../../shared/errors.ts';
import { IST_OFFSET_MS } from '../../../shared/market/ist.ts';
import { type Bar, isBar, type MarketRow } from '../market-row.ts';
import type { TimedTick } from '../timed-tick.ts';

/** Where a row comes from. */
export interface RowPlace {
  readonly file: string;
  readonly line: number;
  /** The file and the stretch of it: parts that may repeat each other. */
  readonly part: number;
}

/** Says the name of an instrument. */
export interface Names {
  nameOf(token: number): string;
}

/** What a repeated row is: left out, or in conflict with the one before. */
export type Repeat = 'repeated' | 'conflicting';

interface LastBar {
  readonly bar: Bar;
  readonly place: RowPlace;
}

/** Ticks of one instrument and time with one content. */
interface SameTicks {
  part: number;
  /** Of this part, so far. */
  count: number;
  /** Given on. */
  given: number;
}

interface TickMoment {
  at: number;
  first: TimedTick;
  firstPart: number;
  /** By content; only if the moment has a second tick. */
  same: Map<string, SameTicks> | undefined;
  /** Ticks given on, by what their ids are made of. */
  ids: Map<string, number> | undefined;
}

const sameBar = (a: Bar, b: Bar): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;

const idOf = ({ tick }: TimedTick): string => `${tick.last_price}|${tick.volume_traded ?? ''}`;

/** Finds rows that come twice where files or parts of a file overlap. Rows come in order of time, then of parts. */
export class Repeats {
  readonly #bars = new Map<number, LastBar>();
  readonly #ticks = new Map<number, TickMoment>();
  readonly #skipBad: boolean;
  readonly #names: Names;

  constructor(skipBad: boolean, names: Names) {
    this.#skipBad = skipBad;
    this.#names = names;
  }

  /**
   * The row, or that it is a repetition. Bars of one instrument and start are one bar. Ticks of one time are trades of their
   * own, unless another part has as many of them.
   * @throws AlphaPandaError `BAD_ROW` for two bars of one time with other prices, unless bad rows are skipped
   */
  take(row: MarketRow, placeOf: () => RowPlace, part: number): MarketRow | Repeat {
    return isBar(row) ? this.#bar(row, placeOf) : this.#tick(row, part);
  }

  #bar(bar: Bar, placeOf: () => RowPlace): Bar | Repeat {
    const last = this.#bars.get(bar.instrument_token);
    if (last === undefined || last.bar.start !== bar.start) {
      this.#bars.set(bar.instrument_token, { bar, place: placeOf() });
      return bar;
    }
    if (last.bar.end === bar.end && sameBar(last.bar, bar)) return 'repeated';
    if (this.#skipBad) return 'conflicting';
    throw conflict(last, bar, placeOf(), this.#names);
  }

  #tick(timed: TimedTick, part: number): TimedTick | Repeat {
    const token = timed.tick.instrument_token;
    const moment = this.#ticks.get(token);
    if (moment === undefined || moment.at !== timed.at) {
      if (moment === undefined) {
        this.#ticks.set(token, {
          at: timed.at,
          first: timed,
          firstPart: part,
          same: undefined,
          ids: undefined,
        });
      } else {
        moment.at = timed.at;
        moment.first = timed;
        moment.firstPart = part;
        moment.same = undefined;
        moment.ids = undefined;
      }
      return timed;
    }
    return this.#further(moment, timed, part);
  }

  /** The second tick of a moment, and those after it. */
  #further(moment: TickMoment, timed: TimedTick, part: number): TimedTick | Repeat {
    moment.same ??= new Map([
      [JSON.stringify(moment.first.tick), { part: moment.firstPart, count: 1, given: 1 }],
    ]);
    moment.ids ??= new Map([[idOf(moment.first), 1]]);
    const content = JSON.stringify(timed.tick);
    const same = moment.same.get(content) ?? { part, count: 0, given: 0 };
    moment.same.set(content, same);
    if (same.part !== part) {
      same.part = part;
      same.count = 0;
    }
    same.count += 1;
    if (same.count <= same.given) return 'repeated';
    same.given += 1;
    const repeat = moment.ids.get(idOf(timed)) ?? 0;
    moment.ids.set(idOf(timed), repeat + 1);
    return repeat === 0 ? timed : { ...timed, repeat };
  }
}

const conflict = (last: LastBar, bar: Bar, place: RowPlace, names: Names): AlphaPandaError => {
  const at = new Date(bar.start + IST_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
  const what = last.bar.end === bar.end ? 'another bar with other prices' : 'another bar of another length';
  return new AlphaPandaError(
    'BAD_ROW',
    `${place.file}, line ${place.line}: ${names.nameOf(bar.instrument_token)} has ${what} at ${at} IST, in ${last.place.file}, line ${last.place.line}. To go on, remove one of the two rows, or leave out the later one with --skip-bad.`,
  );
};
