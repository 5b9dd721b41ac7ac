import { apisByKey, apiVersionsApi } from '../protocol/all.ts';
import type { Answer, AnyApi } from '../protocol/api.ts';
import { API_VERSIONS_KEY, apiVersionsResponse, unsupportedApiVersions } from '../protocol/api-versions.ts';
import type { BrokerContext, ConnectionContext } from '../protocol/context.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { nullableString } from '../wire/codec.ts';
import { MalformedRequest } from '../wire/malformed-request.ts';

const HEADER = { version: 0, flexible: false };

/** The part of a connection that a request's header fills in. */
export interface ConnectionIdentity extends ConnectionContext {
  clientId: string;
}

/** What to write for a request: nothing for one that wants no answer. */
export type Response = Buffer[] | undefined;

/**
 * Reads a request, has it handled, and writes the response, its length first.
 * @throws {MalformedRequest} when it cannot be read, or its call or version is not known: as with Kafka, that
 * ends the connection.
 */
export const answerRequest = (
  frame: Buffer,
  broker: BrokerContext,
  connection: ConnectionIdentity,
): Response | Promise<Response> => {
  const reader = new ByteReader(frame);
  const key = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const api = apisByKey.get(key);
  if (api === undefined) throw new MalformedRequest(`The call ${key} (version ${version}) is not supported.`);
  if (version < api.versions.min || version > api.versions.max) {
    return refuseVersion(api, version, correlationId);
  }
  connection.clientId = nullableString.read(reader, HEADER) ?? '';
  if (version >= api.flexibleFrom) reader.skipTaggedFields();

  const respond = (answer: Answer): Response => {
    if (answer === undefined) return undefined;
    // Clients read the header of an ApiVersions response before they know which versions the broker speaks.
    const isFlexible = version >= api.flexibleFrom && key !== API_VERSIONS_KEY;
    return frameResponse(correlationId, (writer) => {
      if (isFlexible) writer.unsignedVarint(0);
      answer(writer);
    });
  };
  const answer = api.answer(reader, version, broker, connection);
  return answer instanceof Promise ? answer.then(respond) : respond(answer);
};

const refuseVersion = (api: AnyApi, version: number, correlationId: number): Response => {
  if (api.key !== API_VERSIONS_KEY) {
    throw new MalformedRequest(
      `Version ${version} of ${api.name} is not supported; versions ${api.versions.min} to ${api.versions.max} are.`,
    );
  }
  return frameResponse(correlationId, (writer) =>
    apiVersionsResponse.write(writer, unsupportedApiVersions(apiVersionsApi), HEADER),
  );
};

const frameResponse = (correlationId: number, write: (writer: ByteWriter) => void): Buffer[] => {
  const writer = new ByteWriter();
  writer.int32(correlationId);
  write(writer);
  const length = Buffer.allocUnsafe(4);
  length.writeInt32BE(writer.length);
  return [length, ...writer.finish()];
};
