import { connect as connectPlain } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { SERVER } from './tls/certificates.ts';

/** Says why a connection is not let in; undefined lets it in. Gets what the client said after the mechanism's name. */
export type Judge = (mechanism: string, said: string) => string | undefined;

/** TLS and SASL before a broker that has neither, as MSK's listeners have them. */
export interface KafkaFront {
  readonly port: number;
  /** How many clients have tried to sign in. */
  readonly attempts: number;
  close(): Promise<void>;
}

const API_VERSIONS = 18;
const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
const SASL_AUTHENTICATION_FAILED = 58;

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
const frame = (...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length), body]);
};

/** Gathers bytes and gives whole frames, their sizes before them. */
class Frames {
  #bytes = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
  }

  next(): Buffer | undefined {
    if (this.#bytes.length < 4) return undefined;
    const end = 4 + this.#bytes.readInt32BE(0);
    if (this.#bytes.length < end) return undefined;
    const whole = this.#bytes.subarray(0, end);
    this.#bytes = this.#bytes.subarray(end);
    return whole;
  }

  rest(): Buffer {
    return this.#bytes;
  }
}

interface Request {
  readonly api: number;
  readonly version: number;
  readonly correlation: Buffer;
  readonly body: Buffer;
}

const requestOf = (bytes: Buffer): Request => {
  const clientId = bytes.readInt16BE(12);
  return {
    api: bytes.readInt16BE(4),
    version: bytes.readInt16BE(6),
    correlation: bytes.subarray(8, 12),
    body: bytes.subarray(14 + Math.max(clientId, 0)),
  };
};

/** The broker's list of what it can, the two calls of signing in added. */
const withSasl = (answer: Buffer): Buffer => {
  const count = answer.readInt32BE(10);
  const end = 14 + count * 6;
  const call = (api: number, highest: number) => Buffer.concat([int16(api), int16(0), int16(highest)]);
  return frame(
    answer.subarray(4, 10),
    int32(count + 2),
    answer.subarray(14, end),
    call(SASL_HANDSHAKE, 1),
    call(SASL_AUTHENTICATE, 0),
    answer.subarray(end),
  );
};

interface Options {
  /** Of the broker, on this machine. */
  readonly brokerPort: number;
  readonly judge: Judge;
}

/** Starts the front on a free port. The broker still gives out its own address: clients have to be led here. */
export const startKafkaFront = async ({ brokerPort, judge }: Options): Promise<KafkaFront> => {
  const open = new Set<TLSSocket>();
  let attempts = 0;

  const serve = (client: TLSSocket): void => {
    const broker = connectPlain(brokerPort, '127.0.0.1');
    const [requests, answers] = [new Frames(), new Frames()];
    let mechanism = '';
    open.add(client);
    client.once('close', () => {
      open.delete(client);
      broker.destroy();
    });
    client.on('error', () => undefined);
    broker.on('error', () => undefined);
    broker.once('close', () => client.end());

    const answerVersions = (chunk: Buffer): void => {
      answers.add(chunk);
      for (let answer = answers.next(); answer !== undefined; answer = answers.next())
        client.write(withSasl(answer));
    };
    const letIn = (): void => {
      client.removeListener('data', signIn);
      broker.removeListener('data', answerVersions);
      broker.write(requests.rest());
      client.pipe(broker);
      broker.pipe(client);
    };
    const authenticate = ({ correlation, body }: Request): void => {
      attempts += 1;
      const refusal = judge(mechanism, body.subarray(4).toString('utf8'));
      if (refusal === undefined) {
        client.write(frame(correlation, int16(0), int16(-1), int32(0)));
        letIn();
      } else {
        client.write(frame(correlation, int16(SASL_AUTHENTICATION_FAILED), text(refusal), int32(0)));
      }
    };
    const signIn = (chunk: Buffer): void => {
      requests.add(chunk);
      for (let bytes = requests.next(); bytes !== undefined; bytes = requests.next()) {
        const request = requestOf(bytes);
        if (request.api === API_VERSIONS) broker.write(bytes);
        else if (request.api === SASL_HANDSHAKE) {
          mechanism = request.body.subarray(2).toString('utf8');
          client.write(frame(request.correlation, int16(0), int32(1), text(mechanism)));
        } else if (request.api === SASL_AUTHENTICATE) {
          authenticate(request);
          return;
        } else client.destroy(new Error(`call ${request.api} before signing in`));
      }
    };
    client.on('data', signIn);
    broker.on('data', answerVersions);
  };

  const server = createServer({ ...SERVER }, serve);
  server.on('tlsClientError', () => undefined);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    get attempts() {
      return attempts;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
  };
};
