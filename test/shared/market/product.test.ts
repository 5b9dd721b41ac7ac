import { describe, expect, it } from 'vitest';
import { productsOf, usualProduct } from '../../../shared/market/product.ts';

describe('usualProduct', () => {
  it.each([
    ['NSE', undefined, 'MIS'],
    ['BSE', 'CNC', 'CNC'],
    ['NFO-OPT', undefined, 'NRML'],
    ['MCX-FUT', 'MIS', 'MIS'],
    ['INDICES', undefined, 'NRML'],
  ] as const)('of segment %s with %s at the instrument is %s', (segment, product, expected) => {
    expect(usualProduct({ segment, product })).toBe(expected);
  });

  it('ignores a product that the segment does not have', () => {
    expect(usualProduct({ segment: 'NFO-FUT', product: 'CNC' })).toBe('NRML');
    expect(productsOf('NFO-FUT')).not.toContain('CNC');
  });
});
