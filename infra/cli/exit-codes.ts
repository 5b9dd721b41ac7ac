/** How a command ends, for scripts. The help and docs/generated/cli.md are made from this. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  refused: { code: 1, meaning: 'the API refused it (4xx): standard error has its code and what to do' },
  usage: { code: 2, meaning: 'the command line, or a file that it needs, is wrong; nothing was changed' },
  notLoggedIn: { code: 3, meaning: 'not logged in, not allowed, or the session has ended (401, 403)' },
  unavailable: { code: 4, meaning: 'the API cannot be reached, or failed itself (5xx); try again' },
} as const;

export type Ending = keyof typeof EXIT_CODES;

export const exitCodeOf = (ending: Ending): number => EXIT_CODES[ending].code;
