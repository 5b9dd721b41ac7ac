import { hash } from 'node:crypto';

/** A UUID in lower case with dashes. */
export type Uuid = string & { readonly __uuid: unique symbol };

/** Only one spelling is valid, because ids are compared as text. */
export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const isUuid = (text: string): text is Uuid => UUID_PATTERN.test(text);

const parse = (uuid: Uuid): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const VARIANT = ['8', '9', 'a', 'b'] as const;

const NAMESPACE_BYTES = 16;
/** For the bytes of a hash: a replay makes an id for every tick, and an allocation for each costs more than its hash. */
const SCRATCH = Buffer.alloc(1_024);
/** Its beginnings, by length. */
const BEGINNINGS: (Uint8Array | undefined)[] = [];

const beginning = (length: number): Uint8Array => {
  const known = BEGINNINGS[length];
  if (known !== undefined) return known;
  const created = SCRATCH.subarray(0, length);
  BEGINNINGS[length] = created;
  return created;
};

/** The bytes of a namespace, then of a name; valid until the next call. */
const hashed = (namespace: Buffer, name: string): Uint8Array => {
  const bytes = NAMESPACE_BYTES + 3 * name.length;
  if (bytes > SCRATCH.length) return Buffer.concat([namespace, Buffer.from(name)]);
  SCRATCH.set(namespace);
  return beginning(NAMESPACE_BYTES + SCRATCH.write(name, NAMESPACE_BYTES));
};

/**
 * The name-based UUID (version 5, RFC 9562 §5.5) of a name in a namespace: the same input gives the same id,
 * on every machine and at every retry.
 */
export const uuidV5 = (namespace: Uuid | Buffer, name: string): Uuid => {
  const space = typeof namespace === 'string' ? parse(namespace) : namespace;
  const digest = hash('sha1', hashed(space, name), 'hex');
  const variant = VARIANT[Number.parseInt(digest.charAt(16), 16) & 3] ?? '8';
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}` as Uuid;
};

/** The namespace of events that start a trace: ticks and requests. */
export const ALPHA_PANDA = parse('6f3c1c2e-6a4b-5d8e-9b57-3d0f8a1c7e42' as Uuid);

/** The id of an event that a stage emits: a pure function of what caused it, the stage and its place. */
export const derivedId = (causationId: Uuid, stage: string, index: number): Uuid =>
  uuidV5(causationId, `${stage}#${index}`);
