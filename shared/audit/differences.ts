import { hash } from 'node:crypto';
import type { OperatorAction } from '../events/types.ts';
import type { Item } from '../ports/item.ts';
import { canonicalJson } from './canonical-json.ts';

type FieldChange = OperatorAction['changes'][number];

/** What a change's `before` and `after` hold. */
const LONGEST = 2_048;

/** A value that is too long to be told is at least told apart from others. */
const told = (text: string | undefined): string | undefined =>
  text === undefined || text.length <= LONGEST
    ? text
    : JSON.stringify({ omitted_characters: text.length, sha256: hash('sha256', text, 'hex') });

/**
 * What changed between two items, field by field, in values as JSON text.
 * @param fields The attributes that may be told of; of all others nothing is said.
 */
export const differences = (
  before: Item | undefined,
  after: Item,
  fields: readonly string[],
): FieldChange[] =>
  fields.flatMap((field) => {
    const was = canonicalJson(before?.[field]);
    const is = canonicalJson(after[field]);
    if (was === is) return [];
    const [toldBefore, toldAfter] = [told(was), told(is)];
    return [
      {
        field,
        ...(toldBefore !== undefined && { before: toldBefore }),
        ...(toldAfter !== undefined && { after: toldAfter }),
      },
    ];
  });
