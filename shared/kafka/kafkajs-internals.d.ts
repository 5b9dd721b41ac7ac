declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. */
  export default class RequestQueue {
    readonly pending: readonly unknown[];
    /** Milliseconds of the epoch until when the broker wants no requests. */
    readonly throttledUntil: number;
    scheduleCheckPendingRequests(): void;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  /** Bytes of a request, up to `offset`. */
  export default class Encoder {
    static nextPowerOfTwo(value: number): number;
    buf: Buffer;
    offset: number;
    readonly buffer: Buffer;
    ensureAvailable(length: number): void;
    writeVarInt(value: number): this;
    writeVarIntBytes(value: Buffer | string | null): this;
    writeString(value: string): this;
    writeInt64(value: number): this;
    writeEncoder(value: Encoder): this;
  }
}
