/** Exit codes. The help and docs/generated/cli.md are generated from this table. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'success' },
  refused: {
    code: 1,
    meaning: 'the API refused the request (4xx); standard error has the code and the remedy',
  },
  usage: { code: 2, meaning: 'the command line or an input file is invalid; nothing was changed' },
  notLoggedIn: { code: 3, meaning: 'not logged in, not allowed, or the session has ended (401, 403)' },
  unavailable: { code: 4, meaning: 'the API is unreachable or failed (5xx); retry' },
} as const;

export type Ending = keyof typeof EXIT_CODES;

export const exitCodeOf = (ending: Ending): number => EXIT_CODES[ending].code;
