import { expect, it } from 'vitest';
import { riskStateCodec } from '../../../functions/risk-manager/codec.ts';
import { initialState } from '../../../functions/risk-manager/state.ts';
import { takenIn } from '../../../shared/market/account-book.ts';
import { NOTHING_TAKEN } from '../../../shared/market/order-effects.ts';

it('shows readers in the same process what risk has taken, as the stored state does', () => {
  const state = { ...initialState(), taken: NOTHING_TAKEN };

  expect(takenIn(riskStateCodec.encode(state))).toEqual(NOTHING_TAKEN);
  expect(takenIn(riskStateCodec.view?.(state))).toEqual(NOTHING_TAKEN);
});
