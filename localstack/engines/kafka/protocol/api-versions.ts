import { array, int16, int32, string } from '../wire/codec.ts';
import { constant, since, struct } from '../wire/struct.ts';
import { type Api, type ApiHeader, defineApi } from './api.ts';
import { errorCodes } from './error-codes.ts';

const request = struct({
  clientSoftwareName: since(3, string, ''),
  clientSoftwareVersion: since(3, string, ''),
});

const response = struct({
  errorCode: int16,
  apiKeys: array(struct({ apiKey: int16, minVersion: int16, maxVersion: int16 })),
  throttleTimeMs: constant(int32, 0, 1),
});

export const API_VERSIONS_KEY = 18;

const toRange = ({ key, versions }: Pick<ApiHeader, 'key' | 'versions'>) => ({
  apiKey: key,
  minVersion: versions.min,
  maxVersion: versions.max,
});

/** ApiVersions: which calls the broker knows, and in which versions. Clients ask this first. */
export const apiVersions = (others: readonly ApiHeader[]) => {
  const header = {
    key: API_VERSIONS_KEY,
    name: 'ApiVersions',
    versions: { min: 0, max: 4 },
    flexibleFrom: 3,
  };
  const apiKeys = [...others, header].map(toRange);
  return defineApi({ ...header, request, response, handle: () => ({ errorCode: errorCodes.NONE, apiKeys }) });
};

/** The answer to a version of ApiVersions that is not known: in version 0, which every client can read. */
export const unsupportedApiVersions = (api: Pick<Api, 'key' | 'versions'>) => ({
  errorCode: errorCodes.UNSUPPORTED_VERSION,
  apiKeys: [toRange(api)],
});

export const apiVersionsResponse = response;
