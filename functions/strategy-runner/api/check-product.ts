import { instrumentItem } from '../../../shared/market/instrument.ts';
import { type Product, productsOf } from '../../../shared/market/product.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/**
 * Refuses a product that the segment of an instrument does not have. An instrument that is not in the table passes: risk
 * refuses its orders.
 * @throws ProblemError `INVALID_PARAMETERS`
 */
export const checkProduct = async (
  tables: TableReader,
  product: Product | undefined,
  instruments: readonly number[],
): Promise<void> => {
  if (product === undefined) return;
  const keys = instruments.map((instrument_token) => ({ instrument_token }));
  for (const item of await tables.getMany('instruments', keys)) {
    const { data } = instrumentItem.safeParse(item);
    if (data === undefined || productsOf(data.segment).includes(product)) continue;
    const { instrument_token, exchange, tradingsymbol, segment } = data;
    const problem = `segment ${segment} of ${exchange}:${tradingsymbol} (${instrument_token}) has ${productsOf(segment).join(' and ')} only`;
    throw new ProblemError('INVALID_PARAMETERS', `body.product: ${problem}`, {
      fields: [{ field: 'body.product', problem }],
    });
  }
};
