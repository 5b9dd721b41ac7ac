/**
 * Texts as bytes that stand for these texts in this order and no others: each behind its length in four bytes, so
 * that nothing can move from one to the next.
 */
export const canonicalBytes = (parts: readonly string[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
