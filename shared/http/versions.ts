import { ProblemError } from '../ports/problems.ts';

/** A version as an ETag. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version in `If-Match`; undefined without the header.
 * @throws ProblemError `INVALID_REQUEST` unless it is one strong ETag of this API
 */
export const versionIn = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) return undefined;
  const found = /^"(\d{1,15})"$/.exec(ifMatch.trim());
  if (found === null) {
    throw new ProblemError('INVALID_REQUEST', 'If-Match must be one ETag of this API, for example "3"', {
      fields: [{ field: 'header.if-match', problem: 'is not an ETag of this API' }],
    });
  }
  return Number(found[1]);
};
