import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Api } from '../../../../localstack/engines/kafka/protocol/api.ts';
import { FrameReader } from '../../../../localstack/engines/kafka/server/frame-reader.ts';
import { ByteReader } from '../../../../localstack/engines/kafka/wire/byte-reader.ts';
import { ByteWriter } from '../../../../localstack/engines/kafka/wire/byte-writer.ts';

const API_VERSIONS_KEY = 18;

/**
 * Speaks the protocol call by call in any version, from the same message descriptions that the embedded broker
 * is made of: on Apache Kafka it checks that these descriptions are right to the last byte.
 */
export class RawClient {
  readonly #socket: Socket;
  readonly #frames = new FrameReader(2 ** 27);
  readonly #waiting: { resolve(frame: Buffer): void; reject(error: Error): void }[] = [];
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      for (const frame of this.#frames.push(chunk)) this.#waiting.shift()?.resolve(frame);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error('The broker closed the connection.'));
    });
  }

  static async connect({ host, port }: { host: string; port: number }): Promise<RawClient> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  async call<Request, Response>(
    api: Api<Request, Response>,
    version: number,
    request: Request,
  ): Promise<Response> {
    const flexible = version >= api.flexibleFrom;
    this.#correlationId += 1;
    const correlationId = this.#correlationId;
    const reader = new ByteReader(await this.send(encode(api, version, correlationId, request)));
    const answered = reader.int32();
    if (answered !== correlationId) throw new Error(`Asked ${correlationId}, answered ${answered}.`);
    if (flexible && api.key !== API_VERSIONS_KEY) reader.skipTaggedFields();
    const response = api.response.read(reader, { version, flexible });
    if (reader.remaining > 0) {
      throw new Error(`${reader.remaining} bytes are left of the answer to ${api.name} version ${version}.`);
    }
    return response;
  }

  /** Sends bytes as they are, and takes the next answer. */
  send(bytes: Buffer): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#waiting.push({ resolve, reject });
    this.#socket.write(bytes);
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** A whole request, its length included. */
export const encode = <Request>(
  api: Pick<Api<Request, unknown>, 'key' | 'flexibleFrom' | 'request'>,
  version: number,
  correlationId: number,
  request: Request,
): Buffer => {
  const flexible = version >= api.flexibleFrom;
  const writer = new ByteWriter();
  writer.int16(api.key);
  writer.int16(version);
  writer.int32(correlationId);
  writer.int16(3);
  writer.utf8('raw', 3);
  if (flexible) writer.unsignedVarint(0);
  api.request.write(writer, request, { version, flexible });
  const body = Buffer.concat(writer.finish());
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};
