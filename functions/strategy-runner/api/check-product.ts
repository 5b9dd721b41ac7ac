import { instrumentLookup } from '../../../shared/market/instrument-lookup.ts';
import { type Product, productsOf } from '../../../shared/market/product.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/**
 * Refuses a product that the segment of an instrument does not have. An instrument that is not known passes: risk
 * refuses its orders.
 * @throws ProblemError `INVALID_PARAMETERS`
 */
export const checkProduct = async (
  tables: TableReader,
  product: Product | undefined,
  instruments: readonly number[],
): Promise<void> => {
  if (product === undefined) return;
  const found = await instrumentLookup(tables, systemClock, 0)(instruments);
  for (const { instrument_token, exchange, tradingsymbol, segment } of found.values()) {
    if (productsOf(segment).includes(product)) continue;
    const problem = `segment ${segment} of ${exchange}:${tradingsymbol} (${instrument_token}) has ${productsOf(segment).join(' and ')} only`;
    throw new ProblemError('INVALID_PARAMETERS', `body.product: ${problem}`, {
      fields: [{ field: 'body.product', problem }],
    });
  }
};
