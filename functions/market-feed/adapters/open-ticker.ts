import type { ConnectionLoss } from '../../../shared/kite/ticker/connection-state.ts';
import { kiteTicker, type TickerOptions } from '../../../shared/kite/ticker/kite-ticker.ts';
import type { TickerStats } from '../../../shared/kite/ticker/ticker-stats.ts';
import type { FeedLog, OpenTicker, TickerStatus } from '../ports.ts';

const problemOf = (loss: ConnectionLoss): string => {
  switch (loss.kind) {
    case 'refused':
      return `Kite answered with HTTP ${loss.status}`;
    case 'closed':
      return `Kite closed the connection (code ${loss.code})`;
    case 'failed':
      return `Kite cannot be reached (${loss.code})`;
    case 'silent':
      return 'Kite sent nothing, not even heartbeats';
    case 'silent_segment':
      return `Kite sent no tick of ${loss.segments.join(', ')}`;
    case 'opening_timeout':
      return 'Kite did not answer in time';
    case 'no_credentials':
      return 'the credentials cannot be read';
    case 'token_refused':
      return 'Kite refused the access token';
    default:
      return loss satisfies never;
  }
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const unknownOf = ({ dropped, malformedFrames }: TickerStats): number =>
  dropped.unknown_length + dropped.unknown_segment + malformedFrames;

const statusOf = (stats: TickerStats, wanted: number, problem: string | undefined): TickerStatus => {
  const used = stats.sockets.filter(({ state }) => state !== 'idle' && state !== 'closed');
  const open = used.filter(({ state }) => state === 'open');
  const subscribed = open.reduce((total, socket) => total + socket.subscribed, 0);
  const isComplete = open.length === used.length && subscribed >= wanted;
  return {
    sockets: open.length,
    isComplete,
    isRefused: used.some(({ state }) => state === 'token_refused'),
    reconnects: sum(stats.lost),
    unknownPackets: unknownOf(stats),
    ...(!isComplete && { problem }),
  };
};

/** Opens Kite's ticker for the feed. */
export const openTickerOf =
  (
    options: Omit<TickerOptions, 'credentials' | 'onTicks' | 'onText' | 'onState' | 'onHandlerError'>,
    log: FeedLog,
  ): OpenTicker =>
  (credentials, onTicks) => {
    let problem: string | undefined;
    let wanted = 0;
    const ticker = kiteTicker({
      ...options,
      credentials: async () => credentials,
      onTicks,
      onText: (frame) => {
        if (frame.type === 'error') log.warn('Kite sent an error', { frame });
      },
      onState: (change) => {
        if ('loss' in change) problem = problemOf(change.loss);
      },
      onHandlerError: (error) => log.warn('a tick could not be taken', { error: String(error) }),
    });
    return {
      subscribe: (tokens) => {
        const refused = ticker.subscribe(tokens);
        wanted = tokens.size - refused.length;
      },
      status: () => statusOf(ticker.stats(), wanted, problem),
      close: () =>
        ticker
          .close()
          .catch((error: unknown) => log.warn('the ticker did not close', { error: String(error) })),
    };
  };
