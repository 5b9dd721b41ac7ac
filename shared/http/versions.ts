import { ProblemError } from '../ports/problems.ts';

/** A version as an entity tag. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version that `If-Match` names; undefined where the header is absent.
 * @throws ProblemError `INVALID_REQUEST` for anything but one strong entity tag of ours
 */
export const versionIn = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) return undefined;
  const found = /^"(\d{1,15})"$/.exec(ifMatch.trim());
  if (found === null) {
    throw new ProblemError('INVALID_REQUEST', 'If-Match has to be one ETag as this API gives it, like "3"', {
      fields: [{ field: 'header.if-match', problem: 'is not an ETag of this API' }],
    });
  }
  return Number(found[1]);
};
