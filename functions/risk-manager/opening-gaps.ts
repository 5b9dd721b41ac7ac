import type { Broker } from '../../shared/events/brokers.ts';
import { contractOf } from '../../shared/market/instrument.ts';
import { type OpeningGap, openingGapOf } from '../../shared/market/opening-gap.ts';
import { valueIn } from '../../shared/parsed.ts';
import type { RiskContext } from './context.ts';
import type { RiskState } from './state.ts';

/** A gap at the opening whose corporate action is not known, or has not changed the positions yet. */
export interface UnexplainedGap extends OpeningGap {
  readonly contract: string;
}

type Account = Pick<RiskState, 'adjusted' | 'carried'>;
type Market = Pick<RiskContext, 'instruments' | 'prices' | 'actions'>;

/** Only the paper account's positions are changed by actions. The broker changes those of the live account. */
const awaitsUnits = (broker: Broker, { adjusted, carried }: Account, token: number): boolean =>
  broker === 'paper' && carried.includes(token) && !adjusted.has(token);

/** The gap of an instrument, until a user has told what it is. */
export const unexplainedGapOf = (
  broker: Broker,
  account: Account,
  { instruments, prices, actions }: Market,
  token: number,
): UnexplainedGap | undefined => {
  const instrument = valueIn(instruments.get(token));
  const gap = instrument && openingGapOf(instrument, prices.get(token));
  if (instrument === undefined || gap === undefined) return undefined;
  const contract = contractOf(instrument);
  const told = actions?.get(contract)?.find(({ ex_date }) => ex_date > gap.after && ex_date <= gap.until);
  const explained =
    told !== undefined &&
    (told.kind === 'no_action' || told.kind === 'dividend' || !awaitsUnits(broker, account, token));
  return explained ? undefined : { ...gap, contract };
};
