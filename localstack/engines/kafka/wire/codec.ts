import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { MalformedRequest } from './malformed-request.ts';

/** How a message is encoded: the version of its API, and whether that version is "flexible" (KIP-482). */
interface Wire {
  readonly version: number;
  /** Compact lengths, and tagged fields at the end of every structure. */
  readonly flexible: boolean;
}

/** Reads and writes one type of the protocol. The same description serves the broker and a client. */
export interface Codec<T> {
  read(reader: ByteReader, wire: Wire): T;
  write(writer: ByteWriter, value: T, wire: Wire): void;
}

export const int8: Codec<number> = { read: (r) => r.int8(), write: (w, value) => w.int8(value) };
export const int16: Codec<number> = { read: (r) => r.int16(), write: (w, value) => w.int16(value) };
export const int32: Codec<number> = { read: (r) => r.int32(), write: (w, value) => w.int32(value) };
export const int64: Codec<number> = { read: (r) => r.int64(), write: (w, value) => w.int64(value) };
export const boolean: Codec<boolean> = { read: (r) => r.boolean(), write: (w, value) => w.boolean(value) };

/** Sixteen bytes, shown as Kafka's tools show them: base64url without padding. */
export const uuid: Codec<string> = {
  read: (reader) => reader.view(16).toString('base64url'),
  write: (writer, value) => writer.bytes(Buffer.from(value, 'base64url')),
};

/** The id that stands for "none". */
export const ZERO_UUID = Buffer.alloc(16).toString('base64url');

export const nullableString: Codec<string | null> = {
  read(reader, wire) {
    const length = wire.flexible ? reader.unsignedVarint() - 1 : reader.int16();
    return length === -1 ? null : reader.view(length).toString('utf8');
  },
  write(writer, value, wire) {
    const length = value === null ? -1 : Buffer.byteLength(value);
    if (wire.flexible) writer.unsignedVarint(length + 1);
    else writer.int16(length);
    if (value !== null) writer.utf8(value, length);
  },
};

export const nullableBytes: Codec<Buffer | null> = {
  read(reader, wire) {
    const length = wire.flexible ? reader.unsignedVarint() - 1 : reader.int32();
    return length === -1 ? null : reader.view(length);
  },
  write(writer, value, wire) {
    const length = value === null ? -1 : value.length;
    if (wire.flexible) writer.unsignedVarint(length + 1);
    else writer.int32(length);
    if (value !== null) writer.bytes(value);
  },
};

const required = <T>(codec: Codec<T | null>, what: string): Codec<T> => ({
  read(reader, wire) {
    const value = codec.read(reader, wire);
    if (value === null) throw new MalformedRequest(`A ${what} that must be given is null.`);
    return value;
  },
  write: codec.write,
});

export const string: Codec<string> = required(nullableString, 'string');
export const bytes: Codec<Buffer> = required(nullableBytes, 'byte string');

export const nullableArray = <T>(item: Codec<T>): Codec<readonly T[] | null> => ({
  read(reader, wire) {
    const length = wire.flexible ? reader.unsignedVarint() - 1 : reader.int32();
    if (length === -1) return null;
    // Every item takes a byte at least; without this a forged length would allocate at will.
    if (length < 0 || length > reader.remaining) {
      throw new MalformedRequest(`An array of ${length} items cannot fit in ${reader.remaining} bytes.`);
    }
    const items: T[] = [];
    for (let index = 0; index < length; index += 1) items.push(item.read(reader, wire));
    return items;
  },
  write(writer, value, wire) {
    const length = value === null ? -1 : value.length;
    if (wire.flexible) writer.unsignedVarint(length + 1);
    else writer.int32(length);
    for (const entry of value ?? []) item.write(writer, entry, wire);
  },
});

export const array = <T>(item: Codec<T>): Codec<readonly T[]> => required(nullableArray(item), 'array');
