import {
  type EffectiveEvent,
  effectOf,
  type TakenEffects,
  withEffect,
  withoutTaken,
} from '../../shared/market/order-effects.ts';
import type { Money } from '../../shared/money.ts';
import type { PortfolioState } from './state.ts';

/** Effects of a topic that the state keeps without looking whether risk has taken them. */
const MAX_UNASKED = 8;

/** Whether so many effects are listed that the batch needs to know which of them risk has taken. */
export const hasManyEffects = ({ effects: { fills, failures } }: Pick<PortfolioState, 'effects'>): boolean =>
  Math.max(fills.effects.length, failures.effects.length) > MAX_UNASKED;

/** Lists the effect of an order event for risk; `restated` as for `effectOf`. */
export const appendEffect = (state: PortfolioState, event: EffectiveEvent, restated?: Money): void => {
  const topic = event.type === 'order_failed' ? 'failures' : 'fills';
  state.effects = { ...state.effects, [topic]: withEffect(state.effects[topic], effectOf(event, restated)) };
};

/** Drops the effects that risk has taken. What risk has taken only grows, so a late `taken` drops too few. */
export const dropTaken = (state: PortfolioState, taken: TakenEffects | undefined): void => {
  if (taken === undefined) return;
  const { fills, failures } = state.effects;
  state.effects = {
    fills: withoutTaken(fills, taken.fills),
    failures: withoutTaken(failures, taken.failures),
  };
};
