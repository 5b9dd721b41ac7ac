import type { Codec } from './codec.ts';

const LAST_VERSION = 32_767;

/** A field that only some versions carry; where it is absent, reading yields `fallback`. */
interface VersionedField<T> extends Codec<T> {
  readonly since: number;
  readonly until: number;
  readonly fallback: T;
}

/** A field this broker has nothing to say in: always written as `value`, skipped when read. */
interface ConstantField<T> extends VersionedField<T> {
  readonly constant: true;
}

// A codec is invariant in its type, so only `any` describes a codec of any type.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyCodec = Codec<any>;
type Fields = Readonly<Record<string, AnyCodec>>;
type ValueOf<F extends Fields> = {
  readonly [Name in keyof F as F[Name] extends { constant: true } ? never : Name]: F[Name] extends Codec<
    infer T
  >
    ? T
    : never;
};

/** The type of the values that a codec reads and writes. */
export type Of<C> = C extends Codec<infer T> ? T : never;

/** `codec` from version `first` on. */
export const since = <T>(first: number, codec: Codec<T>, fallback: T): VersionedField<T> =>
  between(first, LAST_VERSION, codec, fallback);

/** `codec` up to and including version `last`. */
export const until = <T>(last: number, codec: Codec<T>, fallback: T): VersionedField<T> =>
  between(0, last, codec, fallback);

/** `codec` in the versions `first` to `last`, both included. */
export const between = <T>(first: number, last: number, codec: Codec<T>, fallback: T): VersionedField<T> => ({
  read: codec.read,
  write: codec.write,
  since: first,
  until: last,
  fallback,
});

/** A field with a constant value, from version `first` up to and including `last`. */
export const constant = <T>(codec: Codec<T>, value: T, first = 0, last = LAST_VERSION): ConstantField<T> => ({
  ...between(first, last, codec, value),
  constant: true,
});

/** A structure: its fields in wire order, then the tagged fields where the version is flexible. */
export const struct = <F extends Fields>(fields: F): Codec<ValueOf<F>> => {
  const entries = Object.entries(fields).map(([name, codec]) => ({
    name,
    codec,
    since: 'since' in codec ? Number(codec.since) : 0,
    until: 'until' in codec ? Number(codec.until) : LAST_VERSION,
    fallback: 'fallback' in codec ? codec.fallback : undefined,
    constant: 'constant' in codec,
  }));
  return {
    read(reader, wire) {
      const value: Record<string, unknown> = {};
      for (const entry of entries) {
        const present = wire.version >= entry.since && wire.version <= entry.until;
        const read = present ? entry.codec.read(reader, wire) : entry.fallback;
        if (!entry.constant) value[entry.name] = read;
      }
      if (wire.flexible) reader.skipTaggedFields();
      // Built field by field from the same table that the type is computed from.
      return value as ValueOf<F>;
    },
    write(writer, value, wire) {
      const given: Record<string, unknown> = value;
      for (const entry of entries) {
        if (wire.version < entry.since || wire.version > entry.until) continue;
        entry.codec.write(writer, entry.constant ? entry.fallback : given[entry.name], wire);
      }
      if (wire.flexible) writer.unsignedVarint(0);
    },
  };
};
