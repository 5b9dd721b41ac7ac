/** Requests a second and API key: "Rate limits" of Kite Connect's docs. */
const LIMITS = { quote: 1, historical: 3, other: 10 } as const;
export type RateFamily = keyof typeof LIMITS;

const SECOND_MS = 1_000;

/** Counts the requests of the last second. A refused request does not count. */
export class RateLimits {
  readonly #accepted = new Map<string, readonly number[]>();

  /** @param now Epoch milliseconds. @returns whether the request is within the limit */
  allow(apiKey: string, family: RateFamily, now: number): boolean {
    const key = `${family} ${apiKey}`;
    const recent = (this.#accepted.get(key) ?? []).filter((at) => now - at < SECOND_MS);
    const isAllowed = recent.length < LIMITS[family];
    this.#accepted.set(key, isAllowed ? [...recent, now] : recent);
    return isAllowed;
  }
}
