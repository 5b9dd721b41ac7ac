/** The last warning or error in a function's structured log. */
export class NewestComplaint {
  readonly #now: () => number;
  #message: string | undefined;
  #at = 0;

  /** @param now milliseconds of the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Hears a line of the log; only those in JSON with level `WARN` or `ERROR` count. */
  hear(line: string): void {
    if (!line.startsWith('{') || !/"level":"(WARN|ERROR|CRITICAL)"/.test(line)) return;
    const message = messageOf(line);
    if (message === undefined) return;
    this.#message = message;
    this.#at = this.#now();
  }

  /** The message of the last one since a time. A log may come a little before the answer that it explains. */
  since(time: number): string | undefined {
    return this.#at >= time - 1_000 ? this.#message : undefined;
  }
}

const messageOf = (line: string): string | undefined => {
  try {
    const { message }: { readonly message?: unknown } = JSON.parse(line);
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
};
