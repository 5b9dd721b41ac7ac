import { type FeedState, MAX_REFUSED_NAMES } from '../../shared/market/feed-lease.ts';
import type { ConnectionState } from './connection.ts';
import type { Phase } from './subscriptions/market-hours.ts';

/** A market is silent after so long without any tick. */
const SILENT_AFTER_MS = 30_000;
/** Kafka fails after so long without a batch that it takes. */
const FAILING_AFTER_MS = 5_000;

/** What a run knows about itself. */
export interface Situation {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly wanted: number;
  readonly subscribed: number;
  readonly refused: readonly string[];
  readonly phase: Phase;
  readonly connection: ConnectionState;
  readonly problem: string | undefined;
  /** Since the last tick, the opening or the start: the latest of them. */
  readonly silentMs: number;
  readonly failure: { readonly since: number; readonly problem: string } | undefined;
}

export const isSilent = ({ wanted, phase, silentMs }: Situation): boolean =>
  wanted > 0 && phase.kind === 'open' && silentMs >= SILENT_AFTER_MS;

const stateOf = (situation: Situation): FeedState => {
  const { now, wanted, phase, connection, failure } = situation;
  if (wanted === 0) return 'idle';
  if (phase.kind === 'closed') return 'closed';
  if (connection === 'no_session' || connection === 'token_refused') return connection;
  if (failure !== undefined && now - failure.since >= FAILING_AFTER_MS) return 'publish_failing';
  if (connection !== 'connected') return 'connecting';
  return isSilent(situation) ? 'silent' : 'live';
};

const inIndia = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

const timeText = (at: number): string => `${inIndia.format(at).replaceAll(',', '')} IST`;

const because = (problem: string | undefined): string => (problem === undefined ? '' : `: ${problem}`);

const sentenceOf = (state: FeedState, situation: Situation): string => {
  const { now, wanted, subscribed, phase, problem, silentMs, failure } = situation;
  switch (state) {
    case 'idle':
      return 'no active strategy and no open position names an instrument';
    case 'closed': {
      const opensAt = phase.kind === 'closed' ? phase.opensAt : undefined;
      return opensAt === undefined
        ? 'markets are closed; the calendar does not say when one opens'
        : `markets are closed; the next opens ${timeText(opensAt)}`;
    }
    case 'no_session':
      return `no session at Zerodha${because(problem)}`;
    case 'token_refused':
      return 'Kite refuses the access token, which another login or a logout has ended; log in: npm run cli -- login';
    case 'publish_failing':
      return `Kafka takes no ticks since ${timeText(failure?.since ?? now)}${because(failure?.problem)}`;
    case 'connecting':
      return `connecting to Kite for ${wanted} instruments${because(problem)}`;
    case 'silent':
      return `no tick for ${Math.floor(silentMs / 1_000)} s while a market is open; ${subscribed} instruments are subscribed`;
    case 'live':
      return `${subscribed} instruments are subscribed`;
    default:
      return state satisfies never;
  }
};

const MAX_MESSAGE = 2_000;

/** The state and what a person reads about it. */
export const describe = (situation: Situation): { readonly state: FeedState; readonly message: string } => {
  const state = stateOf(situation);
  const { refused } = situation;
  const more = refused.length > MAX_REFUSED_NAMES ? ' …' : '';
  const left =
    refused.length === 0
      ? ''
      : `; ${refused.length} beyond Kite's limit are not: ${refused.slice(0, MAX_REFUSED_NAMES).join(', ')}${more}`;
  return { state, message: `${sentenceOf(state, situation)}${left}`.slice(0, MAX_MESSAGE) };
};
