import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { KiteAnswer } from './answer.ts';

/** Shorter answers grow when they are compressed. */
const MIN_GZIP_BYTES = 1_400;

const zip = promisify(gzip);

const accepts = (acceptEncoding: string | undefined): boolean =>
  /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/.test(acceptEncoding ?? '');

/**
 * Sends an answer, compressed if it is long and the client takes gzip.
 * @param isCut Ends the connection after half of the body.
 */
export const sendAnswer = async (
  response: ServerResponse,
  { status, headers, body }: KiteAnswer,
  acceptEncoding: string | undefined,
  isCut: boolean,
): Promise<void> => {
  const plain = Buffer.from(body);
  const isZipped = plain.length >= MIN_GZIP_BYTES && accepts(acceptEncoding);
  const bytes = isZipped ? await zip(plain) : plain;
  response.writeHead(status, {
    ...headers,
    ...(plain.length >= MIN_GZIP_BYTES && { vary: 'accept-encoding' }),
    ...(isZipped && { 'content-encoding': 'gzip' }),
    'content-length': String(bytes.length),
  });
  if (!isCut) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
};
