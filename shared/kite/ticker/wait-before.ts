/**
 * The wait before a connection is tried again, with full jitter: a random part of a bound that doubles. Otherwise all
 * clients of a server that restarted would come at one moment.
 * @param failures attempts that failed in a row, from 1
 * @param random from 0 to 1
 */
export const waitBefore = (
  failures: number,
  random: number,
  { firstWaitMs, maxWaitMs }: { readonly firstWaitMs: number; readonly maxWaitMs: number },
): number => Math.floor(random * Math.min(maxWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 30)));
