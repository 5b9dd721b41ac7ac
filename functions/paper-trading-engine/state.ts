import { RefusalError } from '../../shared/errors.ts';
import { RecentIds, RecentVerdicts } from '../../shared/events/recent-ids.ts';
import type { StateCodec } from '../../shared/kernel/stage.ts';
import { DeliverySales } from './delivery-sales.ts';
import { OwnPositions } from './own-positions.ts';
import { TakenUnits } from './taken-units.ts';

/** Enough for the signals of a few seconds, at the exchange's ten orders a second. */
const REMEMBERED_SIGNALS = 64;
/** More moments than a day has. */
const REMEMBERED_MOMENTS = 64;

export interface PaperEngineState {
  /** Filled signals, separate from unfilled ones. */
  readonly recent: RecentVerdicts;
  readonly positions: OwnPositions;
  /** Moments of trading days that were taken. */
  readonly moments: RecentIds;
  /** What orders took from books that have not changed since. */
  readonly taken: TakenUnits;
  readonly deliveries: DeliverySales;
}

export const initialState = (): PaperEngineState => ({
  recent: new RecentVerdicts(REMEMBERED_SIGNALS),
  positions: new OwnPositions(),
  moments: new RecentIds(REMEMBERED_MOMENTS),
  taken: new TakenUnits(),
  deliveries: new DeliverySales(),
});

export const stateCodec: StateCodec<PaperEngineState> = {
  encode: ({ recent, positions, moments, taken, deliveries }) => [
    recent.encode(),
    positions.encode(),
    moments.encode(),
    taken.encode(),
    deliveries.encode(),
  ],
  decode: (packed) => {
    if (!Array.isArray(packed) || packed.length < 2 || packed.length > 5 || !packed.every(Array.isArray)) {
      throw new RefusalError(
        'POSITIONS_UNKNOWN',
        'the stored state is of an engine that did not know its positions, so it cannot tell what reduces one: reset the stages of the account together',
      );
    }
    // States of an earlier release have the first two only.
    const [recent, positions, moments = [], taken = [], deliveries = [0]]: readonly unknown[] = packed;
    return {
      recent: RecentVerdicts.decode(recent, REMEMBERED_SIGNALS),
      positions: OwnPositions.decode(positions),
      moments: RecentIds.decode(moments, REMEMBERED_MOMENTS),
      taken: TakenUnits.decode(taken),
      deliveries: DeliverySales.decode(deliveries),
    };
  },
};
