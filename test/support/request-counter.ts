import type { RequestCounter } from '../../shared/http/rate-limit.ts';

/** Counts in memory, with when each may be forgotten. */
export const memoryRequestCounter = (): { readonly port: RequestCounter; readonly expiries: number[] } => {
  const counts = new Map<string, number>();
  const expiries: number[] = [];
  const port: RequestCounter = {
    async count(id, most, expiresAt) {
      expiries.push(expiresAt);
      const taken = counts.get(id) ?? 0;
      if (taken >= most) return false;
      counts.set(id, taken + 1);
      return true;
    },
  };
  return { port, expiries };
};
