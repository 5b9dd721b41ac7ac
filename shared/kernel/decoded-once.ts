/** Decodes bodies. The same bytes under the same id are decoded only once. */
export const decodedOnce = <Decoded>(
  decode: (body: Uint8Array) => Decoded,
): ((id: string, body: Uint8Array) => Decoded) => {
  const known = new Map<string, { readonly body: Uint8Array; readonly decoded: Decoded }>();
  return (id, body) => {
    const last = known.get(id);
    if (last !== undefined && Buffer.compare(last.body, body) === 0) return last.decoded;
    const decoded = decode(body);
    known.set(id, { body, decoded });
    return decoded;
  };
};
