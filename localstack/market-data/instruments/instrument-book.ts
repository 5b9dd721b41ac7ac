import { createHash } from 'node:crypto';
import { AlphaPandaError } from '../../../shared/errors.ts';
import { withUnderlyings } from '../../../shared/market/contracts/underlyings.ts';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { type Hours, hoursOf } from '../clock/session-windows.ts';
import { defaultInstrument, type FirstPrice, segmentOf } from './default-instrument.ts';
import type { Exchange, InstrumentName } from './instrument-name.ts';
import { indexOfName, indexOfToken } from './known-indices.ts';

/** Kite's number of the exchange in the last byte of a token. */
const EXCHANGE_OF_TOKEN: Readonly<Record<number, Exchange>> = {
  1: 'NSE',
  2: 'NFO',
  3: 'CDS',
  4: 'BSE',
  5: 'BFO',
  6: 'BCD',
  7: 'MCX',
};

/** From where an instrument's data is: a Kite instruments file, Kite's index tokens, or the name alone. */
type InstrumentOrigin = 'instruments file' | 'index' | 'name';

interface Entry {
  readonly token: number;
  readonly name: InstrumentName;
  readonly hours: Hours;
  readonly listed: Instrument | undefined;
  first: FirstPrice | undefined;
}

/** An instrument of the files, for the description. */
export interface BookedInstrument {
  readonly instrument: Instrument;
  readonly origin: InstrumentOrigin;
}

/** An instrument that no stage can trade, because a fact about it is not known. */
export interface UntradableInstrument {
  /** `EXCHANGE:SYMBOL` */
  readonly name: string;
  readonly reason: string;
}

const SHARE_HOURS = hoursOf('NSE', '');

const NO_PRICE: FirstPrice = { day: 0, price: 0 };

const nameText = ({ exchange, symbol }: InstrumentName): string => `${exchange}:${symbol}`;

/**
 * A token for a name without one: 31 bits of the name's hash, and a last byte from 128 up, which no token of Kite has. The
 * same name has the same token in every run.
 */
const tokenOfName = (name: string): number =>
  (createHash('sha256').update(name).digest().readUInt32BE(0) | 0x80) >>> 0;

/** The instruments of the files: their tokens, names and segments. */
export class InstrumentBook {
  readonly #listedByToken: ReadonlyMap<number, Instrument>;
  readonly #listedByName: ReadonlyMap<string, Instrument>;
  readonly #byToken = new Map<number, Entry>();
  readonly #byName = new Map<string, Entry>();

  /** @param listed the instruments of a Kite instruments file; undefined without one */
  constructor(listed: readonly Instrument[] | undefined) {
    const instruments = listed ?? [];
    this.#listedByToken = new Map(instruments.map((one) => [one.instrument_token, one]));
    this.#listedByName = new Map(
      instruments.map((one) => [nameText({ exchange: one.exchange, symbol: one.tradingsymbol }), one]),
    );
  }

  has(token: number): boolean {
    return this.#byToken.has(token);
  }

  /** Notes a token of a file. @param name as the file says it; undefined if it does not */
  addToken(token: number, name: InstrumentName | undefined): void {
    if (this.#byToken.has(token)) return;
    const listed = this.#listedByToken.get(token);
    const known =
      listed === undefined
        ? indexOfToken(token)
        : { exchange: listed.exchange, symbol: listed.tradingsymbol };
    const exchange = EXCHANGE_OF_TOKEN[token & 0xff] ?? 'NSE';
    this.#add(token, known ?? name ?? { exchange, symbol: `TOKEN-${token}` }, listed);
  }

  /** The token of a name. @throws AlphaPandaError `UNKNOWN_INSTRUMENT` if two names have one token */
  tokenOf(name: InstrumentName): number {
    const found = this.#byName.get(nameText(name));
    if (found !== undefined) return found.token;
    const index = name.exchange === 'NSE' || name.exchange === 'BSE' ? indexOfName(name.symbol) : undefined;
    const official = index ?? name;
    const listed = this.#listedByName.get(nameText(official));
    const token = listed?.instrument_token ?? index?.token ?? tokenOfName(nameText(official));
    const other = this.#byToken.get(token);
    if (other !== undefined && nameText(other.name) !== nameText(official)) {
      throw new AlphaPandaError(
        'UNKNOWN_INSTRUMENT',
        `${nameText(other.name)} and ${nameText(official)} would have one token: give Kite's file with --instruments-file`,
      );
    }
    const entry = other ?? this.#add(token, official, listed);
    this.#byName.set(nameText(name), entry);
    return token;
  }

  /** Whether an instruments file was given that lacks a name. */
  isUnlisted(name: InstrumentName): boolean {
    return (
      this.#listedByName.size > 0 && !this.#listedByName.has(nameText(name)) && !indexOfName(name.symbol)
    );
  }

  /** When it trades; the hours of shares for an unknown token. */
  hoursOf(token: number): Hours {
    return this.#byToken.get(token)?.hours ?? SHARE_HOURS;
  }

  nameOf(token: number): string {
    const entry = this.#byToken.get(token);
    return entry === undefined ? String(token) : nameText(entry.name);
  }

  /** Notes the first price, from which a share's tick follows if no table says it. */
  see(token: number, day: number, price: number): void {
    const entry = this.#byToken.get(token);
    if (entry !== undefined && entry.first === undefined) entry.first = { day, price };
  }

  /** The instruments of some tokens. Contracts know the token that settles them, if it is one of these. */
  instruments(tokens: ReadonlySet<number>): {
    readonly known: readonly BookedInstrument[];
    readonly untradable: readonly UntradableInstrument[];
  } {
    const known: BookedInstrument[] = [];
    const untradable: UntradableInstrument[] = [];
    for (const { token, name, listed, first } of this.#byToken.values()) {
      if (!tokens.has(token)) continue;
      const origin =
        listed === undefined ? (indexOfToken(token) === undefined ? 'name' : 'index') : 'instruments file';
      const found =
        listed === undefined ? defaultInstrument(token, name, first ?? NO_PRICE) : { instrument: listed };
      if ('instrument' in found) known.push({ instrument: found.instrument, origin });
      else
        untradable.push({
          name: nameText(name),
          reason: 'leftOut' in found ? found.leftOut : 'its name is no name of Kite',
        });
    }
    const linked = withUnderlyings(known.map(({ instrument }) => instrument));
    return {
      known: known.map((one, place) => ({ ...one, instrument: linked[place] ?? one.instrument })),
      untradable,
    };
  }

  #add(token: number, name: InstrumentName, listed: Instrument | undefined): Entry {
    const hours = hoursOf(listed?.segment ?? segmentOf(name), name.symbol);
    const entry: Entry = {
      token,
      name,
      hours,
      listed,
      first: undefined,
    };
    this.#byToken.set(token, entry);
    this.#byName.set(nameText(name), entry);
    return entry;
  }
}
