/** Bytes from a client that cannot be a Kafka request. The connection that sent them is closed. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}
