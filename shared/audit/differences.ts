import { hash } from 'node:crypto';
import type { OperatorAction } from '../events/types.ts';
import type { Item } from '../ports/item.ts';
import { canonicalJson } from './canonical-json.ts';

type FieldChange = OperatorAction['changes'][number];

/** Maximum length of `before` and `after` of a change. */
const MAX_LENGTH = 2_048;

/** Replaces a value that is too long by its length and hash. */
const shortened = (text: string | undefined): string | undefined =>
  text === undefined || text.length <= MAX_LENGTH
    ? text
    : JSON.stringify({ omitted_characters: text.length, sha256: hash('sha256', text, 'hex') });

/**
 * The differences of two items, field by field, with values as JSON text.
 * @param fields The attributes to compare; all others are left out.
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
    const [shownBefore, shownAfter] = [shortened(was), shortened(is)];
    return [
      {
        field,
        ...(shownBefore !== undefined && { before: shownBefore }),
        ...(shownAfter !== undefined && { after: shownAfter }),
      },
    ];
  });
