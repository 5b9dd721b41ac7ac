import type { CallAws } from './signed-fetch.ts';

interface Line {
  readonly timestamp: number;
  readonly message: string;
}

/** Lines of one call; CloudWatch Logs takes 10,000. */
const MAX_LINES = 1_000;
/** Bytes of one call; it takes 1,048,576. */
const MAX_BYTES = 500_000;
/** Bytes that CloudWatch Logs adds to each line. */
const LINE_BYTES = 26;
/** Characters of a line; it takes 262,144 bytes. */
const MAX_LINE_LENGTH = 60_000;
/** Lines that wait while CloudWatch Logs cannot be reached. Older ones are dropped, and counted. */
const MAX_WAITING = 20_000;

/** A log stream of CloudWatch Logs. Lines wait until `flush` sends them. */
export class LogStream {
  readonly #call: CallAws;
  readonly #endpoint: string;
  readonly #place: { readonly logGroupName: string; readonly logStreamName: string };
  #waiting: Line[] = [];
  #dropped = 0;
  #isCreated = false;
  #flushing: Promise<void> | undefined;

  constructor(call: CallAws, endpoint: string, logGroupName: string, logStreamName: string) {
    this.#call = call;
    this.#endpoint = endpoint;
    this.#place = { logGroupName, logStreamName };
  }

  add(message: string): void {
    if (message === '') return;
    this.#waiting.push({ timestamp: Date.now(), message: message.slice(0, MAX_LINE_LENGTH) });
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting.shift();
    this.#dropped += 1;
  }

  /** Sends what waits. What could not be sent waits on. @throws Error of the call */
  flush(): Promise<void> {
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #send(): Promise<void> {
    if (!this.#isCreated) await this.#create();
    if (this.#dropped > 0) {
      const message = `${this.#dropped} lines of the log were dropped`;
      this.#waiting.unshift({ timestamp: this.#waiting[0]?.timestamp ?? Date.now(), message });
      this.#dropped = 0;
    }
    while (this.#waiting.length > 0) {
      const lines = this.#next();
      await this.#post('PutLogEvents', { ...this.#place, logEvents: lines });
      // Lines that were dropped meanwhile were the first of them.
      const sent = new Set(lines);
      this.#waiting = this.#waiting.filter((line) => !sent.has(line));
    }
  }

  #next(): readonly Line[] {
    let bytes = 0;
    const lines = this.#waiting.slice(0, MAX_LINES).filter(({ message }) => {
      bytes += Buffer.byteLength(message) + LINE_BYTES;
      return bytes <= MAX_BYTES;
    });
    return lines;
  }

  async #create(): Promise<void> {
    await this.#post('CreateLogStream', this.#place).catch((thrown: unknown) => {
      if (!String(thrown).includes('ResourceAlreadyExistsException')) throw thrown;
    });
    this.#isCreated = true;
  }

  #post(operation: string, input: object): Promise<unknown> {
    return this.#call({
      service: 'logs',
      method: 'POST',
      url: `${this.#endpoint}/`,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
      },
      body: JSON.stringify(input),
    });
  }
}
