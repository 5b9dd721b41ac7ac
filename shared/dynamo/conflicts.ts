const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 400;

/** Waits before the retry after the nth conflict. The random length keeps two writers from another conflict. */
export const pauseAfter = (conflicts: number): Promise<void> => {
  const longest = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** conflicts);
  return new Promise((resolve) => setTimeout(resolve, longest * Math.random()));
};
