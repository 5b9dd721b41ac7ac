import { createHash } from 'node:crypto';

/** Namespace of the ids below; any fixed UUID serves, as long as it never changes. */
const NAMESPACE = Buffer.from('8a3c5d0e6f1b4c2a9d7e0b1f2a3c4d5e', 'hex');

/**
 * The consumer group of a mapping that names none. AWS uses the mapping's own UUID; here it is a UUID (version 5) of
 * service, function and topic, so that a restart resumes from the committed offsets.
 */
export const defaultConsumerGroupId = (service: string, functionName: string, topic: string): string =>
  stableUuid(service, functionName, topic);

/** A UUID (version 5) that is the same for the same names. */
export const stableUuid = (...names: readonly string[]): string => {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(names)).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};
