import { AlphaPandaError } from '../../shared/errors.ts';
import { dateOfDay, istDay } from '../../shared/market/ist.ts';
import type { SessionFilter } from './row-reader.ts';
import { sessionDay } from './session-day.ts';

/** Selects one day, or all, and records the first and last day of the file. */
export class Sessions implements SessionFilter {
  readonly #wanted: number | undefined;
  #first: number | undefined;
  #last: number | undefined;

  /** @throws AlphaPandaError `BAD_SESSION` */
  constructor(session: string | undefined) {
    this.#wanted = session === undefined ? undefined : sessionDay(session);
    if (session !== undefined && this.#wanted === undefined) {
      throw new AlphaPandaError('BAD_SESSION', `session "${session}" is not a date such as 2022-06-16`);
    }
  }

  includes(at: number): boolean {
    const day = istDay(at);
    this.#first ??= day;
    this.#last = day;
    return this.#wanted === undefined || day === this.#wanted;
  }

  dates(): readonly [string, string] | undefined {
    if (this.#first === undefined || this.#last === undefined) return undefined;
    return [dateOfDay(this.#first), dateOfDay(this.#last)];
  }
}
