import type { Broker } from '../../shared/events/brokers.ts';

/** What of an account's controls the checks look at. */
export interface ControlsThen {
  readonly engaged: boolean;
  /** Units. */
  readonly maxPositionSize: number;
  /** Rupees. */
  readonly maxOpenExposure: number;
  readonly maxOrdersPerSecond: number;
  readonly maxDailyTrades: number;
}

interface Entry extends ControlsThen {
  /** Virtual time since which it holds. */
  readonly since: number;
}

/** What operators had set, at every moment. */
export class ControlsHistory {
  readonly #entries: Readonly<Record<Broker, Entry[]>> = { paper: [], zerodha: [] };

  record(broker: Broker, since: number, controls: ControlsThen): void {
    this.#entries[broker].push({ ...controls, since });
  }

  /** Everything that held at some moment from one time to another, both included. */
  during(broker: Broker, from: number, to: number): readonly ControlsThen[] {
    const entries = this.#entries[broker];
    return entries.filter(({ since }, place) => {
      const until = entries[place + 1]?.since ?? Number.POSITIVE_INFINITY;
      return since <= to && until >= from;
    });
  }
}
