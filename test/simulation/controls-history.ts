import type { Broker } from '../../shared/events/brokers.ts';

/** The controls of an account that the checks use. */
export interface ControlsThen {
  readonly engaged: boolean;
  /** Units. */
  readonly maxPositionSize: number;
  /** Rupees. */
  readonly maxOpenExposure: number;
  readonly maxOrdersPerSecond: number;
  readonly maxOrdersPerMinute: number;
  readonly maxDailyTrades: number;
}

interface Entry extends ControlsThen {
  /** Virtual time of the change. */
  readonly since: number;
}

/** The operators' settings at every time. */
export class ControlsHistory {
  readonly #entries: Readonly<Record<Broker, Entry[]>> = { paper: [], zerodha: [] };

  record(broker: Broker, since: number, controls: ControlsThen): void {
    this.#entries[broker].push({ ...controls, since });
  }

  /** All settings in force between two times, both included. */
  during(broker: Broker, from: number, to: number): readonly ControlsThen[] {
    const entries = this.#entries[broker];
    return entries.filter(({ since }, place) => {
      const until = entries[place + 1]?.since ?? Number.POSITIVE_INFINITY;
      return since <= to && until >= from;
    });
  }
}
