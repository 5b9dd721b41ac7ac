import type { TokenSegment } from '../segments.ts';
import type { ConnectionLoss, ConnectionState } from './connection-state.ts';
import type { FrameCounts } from './frame-counts.ts';
import type { TextFrame } from './text-frame.ts';

/** Counts of all connections since the start. `packets` is the sum of `ticks` and of all that was `dropped`. */
export interface TickerStats extends Omit<FrameCounts, 'dropped'> {
  readonly sockets: readonly { readonly state: ConnectionState; readonly subscribed: number }[];
  /** Packets that gave no tick, by reason. */
  readonly dropped: FrameCounts['dropped'] & {
    /** A snapshot from before the subscription. */
    readonly cached: number;
    /** Of an instrument that is not or no longer subscribed. */
    readonly not_subscribed: number;
  };
  readonly texts: Readonly<Record<TextFrame['type'], number>>;
  /** Times that a connection opened, the first time included. */
  readonly opened: number;
  /** Losses of connections and failed attempts, by kind. */
  readonly lost: Readonly<Record<ConnectionLoss['kind'], number>>;
  /** Times that a segment was found silent in its market hours. */
  readonly silentSegments: Readonly<Partial<Record<TokenSegment['name'], number>>>;
  /** Times that a handler threw. */
  readonly handlerErrors: number;
}

/** Counts what happens to connections. One is shared by the connections of a ticker. */
export class ConnectionCounts {
  #cached = 0;
  #notSubscribed = 0;
  #opened = 0;
  readonly #lost: Record<ConnectionLoss['kind'], number> = {
    refused: 0,
    closed: 0,
    failed: 0,
    silent: 0,
    silent_segment: 0,
    opening_timeout: 0,
    no_credentials: 0,
    token_refused: 0,
  };
  readonly #silentSegments: Partial<Record<TokenSegment['name'], number>> = {};
  readonly #texts: Record<TextFrame['type'], number> = { order: 0, error: 0, message: 0, unknown: 0 };

  addDropped(passage: 'cached' | 'not_subscribed'): void {
    if (passage === 'cached') this.#cached += 1;
    else this.#notSubscribed += 1;
  }

  addOpened(): void {
    this.#opened += 1;
  }

  addLoss(loss: ConnectionLoss): void {
    this.#lost[loss.kind] += 1;
    if (loss.kind !== 'silent_segment') return;
    for (const name of loss.segments) this.#silentSegments[name] = (this.#silentSegments[name] ?? 0) + 1;
  }

  addText({ type }: TextFrame): void {
    this.#texts[type] += 1;
  }

  /** With the counts of the frames. */
  with({ dropped, ...frames }: FrameCounts): Omit<TickerStats, 'sockets' | 'handlerErrors'> {
    return {
      ...frames,
      ticks: frames.ticks - this.#cached - this.#notSubscribed,
      dropped: { ...dropped, cached: this.#cached, not_subscribed: this.#notSubscribed },
      texts: { ...this.#texts },
      opened: this.#opened,
      lost: { ...this.#lost },
      silentSegments: { ...this.#silentSegments },
    };
  }
}
