import type { LoadContext } from '../../shared/kernel/ports.ts';

/** A price is recorded as it comes: nothing else has to be known. */
export type PriceRecorderContext = Record<string, never>;

const NOTHING: PriceRecorderContext = {};

export const loadPriceRecorderContext = (): LoadContext<PriceRecorderContext> => async () => NOTHING;
