import type { AttributeValue } from '../ports/item.ts';

const sorted = (value: AttributeValue | undefined): unknown => {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([name, inner]) => [name, sorted(inner)]));
  }
  return value;
};

/** An attribute value as canonical JSON. DynamoDB returns the members of a map in any order. */
export const canonicalJson = (value: AttributeValue | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(sorted(value));
