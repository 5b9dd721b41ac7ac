/**
 * An unambiguous encoding of a list of texts: each is prefixed by its length in four bytes, so that no text can run
 * into the next.
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
