import type { AttributeValue, Item } from '../../shared/ports/item.ts';

/** Significant digits of a number: DynamoDB stores two in a byte. */
const digitsOf = (value: number): number =>
  value.toExponential().replace(/e.*$/, '').replaceAll(/[-.]/g, '').length;

const valueBytes = (value: AttributeValue | undefined): number => {
  if (value === undefined) return 0;
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(digitsOf(value) / 2) + (value < 0 ? 1 : 0);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, each) => sum + 1 + valueBytes(each), 0);
  return 3 + Object.entries(value).reduce((sum, [name, each]) => sum + 1 + name.length + valueBytes(each), 0);
};

/**
 * The bytes that DynamoDB counts for an item: names and values, a number by its digits
 * (docs.aws.amazon.com, "DynamoDB item sizes and formats").
 */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => (value === undefined ? sum : sum + Buffer.byteLength(name) + valueBytes(value)),
    0,
  );

/** Write request units of one put: one for each kilobyte begun. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));
