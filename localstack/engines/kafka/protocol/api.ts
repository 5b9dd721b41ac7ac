import type { ByteReader } from '../wire/byte-reader.ts';
import type { ByteWriter } from '../wire/byte-writer.ts';
import type { Codec } from '../wire/codec.ts';
import type { BrokerContext, ConnectionContext } from './context.ts';

/** One call of the protocol: its versions, the shapes of its messages, and what the broker does. */
export interface ApiDefinition<Request, Response> {
  /** The number that stands for the call on the wire. */
  readonly key: number;
  readonly name: string;
  readonly versions: { readonly min: number; readonly max: number };
  /** The first version with compact lengths and tagged fields. */
  readonly flexibleFrom: number;
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
  /** @returns `undefined` when the client expects no answer. */
  handle(
    request: Request,
    broker: BrokerContext,
    connection: ConnectionContext,
    version: number,
  ): Response | undefined | Promise<Response | undefined>;
}

/** Writes a response's body, or `undefined` when no response is sent. */
export type Answer = ((writer: ByteWriter) => void) | undefined;

/** A call with the types of its messages closed over, so that calls of all types fit one table. */
export interface Api<Request = unknown, Response = unknown> extends ApiHeader {
  readonly request: Codec<Request>;
  readonly response: Codec<Response>;
  answer(
    reader: ByteReader,
    version: number,
    broker: BrokerContext,
    connection: ConnectionContext,
  ): Answer | Promise<Answer>;
}

export interface ApiHeader {
  readonly key: number;
  readonly name: string;
  readonly versions: { readonly min: number; readonly max: number };
  readonly flexibleFrom: number;
}

/** The parts of a call that the dispatcher uses. */
export type AnyApi = Pick<Api, 'key' | 'name' | 'versions' | 'flexibleFrom' | 'answer'>;

export const defineApi = <Request, Response>(
  definition: ApiDefinition<Request, Response>,
): Api<Request, Response> => {
  const { key, name, versions, flexibleFrom, request, response } = definition;
  return {
    key,
    name,
    versions,
    flexibleFrom,
    request,
    response,
    answer(reader, version, broker, connection) {
      const wire = { version, flexible: version >= flexibleFrom };
      const write = (value: Response | undefined): Answer =>
        value === undefined ? undefined : (writer) => response.write(writer, value, wire);
      const handled = definition.handle(request.read(reader, wire), broker, connection, version);
      return handled instanceof Promise ? handled.then(write) : write(handled);
    },
  };
};
