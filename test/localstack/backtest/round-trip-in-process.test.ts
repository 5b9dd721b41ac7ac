import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../../shared/market/instrument.ts';
import { roundTrip } from '../../fidelity/support/round-trip.ts';

const GOLD: Instrument = {
  ...{ instrument_token: 1, tradingsymbol: 'GOLD26DECFUT', exchange: 'MCX', segment: 'MCX-FUT' },
  ...{ tick_size: 1, lot_size: 1, multiplier: 100, underlying: 'GOLD', expiry: '2026-12-04' },
};
const TRIP = { instrument: GOLD, quantity: 1, from: 135_000, to: 136_000 };

describe('one lot through all stages of the pipeline', () => {
  it('earns price × quantity × multiplier, less its charges', async () => {
    const { fills, failed_orders, realized_pnl, fees, unrealized_pnl } = await roundTrip(TRIP);

    expect({ fills, failed_orders, unrealized_pnl }).toEqual({
      fills: 2,
      failed_orders: {},
      unrealized_pnl: 0,
    });
    expect(realized_pnl + fees).toBeCloseTo(100_000, 4);
    expect(fees).toBeCloseTo(2_380.72, 2);
  });

  it.each(['max_order_notional', 'max_open_exposure'] as const)(
    'refuses one lot of GOLD with a limit of two lakh: %s',
    async (limit) => {
      const { fills, signals } = await roundTrip({ ...TRIP, limits: { [limit]: 200_000 } });

      expect(fills).toBe(0);
      expect(Object.keys(signals.rejected)).toEqual([limit.toUpperCase()]);
    },
  );
});
