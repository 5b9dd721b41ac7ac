import { PoisonError } from '../errors.ts';
import type { EventOf } from '../events/envelope.ts';
import { refuseFuture } from './future.ts';

/**
 * What has to be remembered of an instrument to tell a new tick from one that comes again or too late: the time
 * of the newest tick and the identity of every tick that had that time. A feed whose clock counts whole seconds
 * sends several with one time, and two relays that overlap send each of them twice.
 */
export interface TickMemory {
  /** Market time of the newest tick in epoch milliseconds; 0 before the first. */
  at: number;
  /** For each tick of that time, in order of arrival: 48 bits of its id, then its price in rupees. */
  readonly seen: number[];
}

/** `late`: older than the newest tick of its instrument. */
export type Arrival = 'fresh' | 'duplicate' | 'late';

/**
 * More ticks of one instrument than a feed sends within one tick of its clock. Of more, the first are forgotten, and a
 * copy of one of them counts as new: to refuse what cannot be told from a copy would lose the prices of a feed whose
 * clock stands still.
 */
const REMEMBERED = 64;

export const emptyTickMemory = (): TickMemory => ({ at: 0, seen: [] });

/**
 * The first 48 bits of a UUID, which for a name-based one are as good as random and fit a number. Only a few
 * ticks of one instrument are ever compared, so a chance match is one in 10¹³.
 */
const shortIdOf = (id: string): number =>
  Number.parseInt(id.slice(0, 8), 16) * 0x1_0000 + Number.parseInt(id.slice(9, 13), 16);

/** The last tick: in a replay in one process, two stages ask for each. */
let last: { readonly event: EventOf<'market_tick'> | undefined; readonly id: number; readonly at: number } = {
  event: undefined,
  id: 0,
  at: 0,
};

const numbersOf = (event: EventOf<'market_tick'>): { readonly id: number; readonly at: number } => {
  if (last.event !== event) {
    last = { event, id: shortIdOf(event.id), at: Date.parse(event.data.timestamp) };
  }
  return last;
};

/**
 * How a tick stands to those before it; a fresh one is remembered.
 * @param now Wall time in epoch milliseconds, where it counts.
 * @throws PoisonError `DUPLICATE_ID` when a remembered tick had the same id but another time or price,
 *   `FROM_THE_FUTURE` for one that would make all that come later late.
 */
export const observeTick = (
  memory: TickMemory,
  event: EventOf<'market_tick'>,
  now: number | undefined,
): Arrival => {
  const { seen } = memory;
  const tick = event.data;
  const { id, at } = numbersOf(event);
  if (now !== undefined) refuseFuture(`tick ${event.id} of instrument ${tick.instrument_token}`, at, now);
  for (let index = 0; index < seen.length; index += 2) {
    if (seen[index] !== id) continue;
    if (at === memory.at && seen[index + 1] === tick.last_price) return 'duplicate';
    throw new PoisonError(
      'DUPLICATE_ID',
      `tick ${event.id} of instrument ${tick.instrument_token} came before as ₹${seen[index + 1]} at ${new Date(memory.at).toISOString()}, now it says ₹${tick.last_price} at ${tick.timestamp}; ids must be unique`,
    );
  }
  if (at < memory.at) return 'late';
  if (at > memory.at) seen.length = 0;
  else if (seen.length >= 2 * REMEMBERED) seen.splice(0, 2);
  memory.at = at;
  seen.push(id, tick.last_price);
  return 'fresh';
};
