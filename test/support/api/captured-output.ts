/** Everything that this thread writes to its output, while it is captured. */
export interface CapturedOutput {
  text(): string;
  /** The lines that are JSON objects. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  clear(): void;
  stop(): void;
}

const STREAMS = [process.stdout, process.stderr] as const;

const parse = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** Takes what is written to standard output and standard error instead of them. */
export const captureOutput = (): CapturedOutput => {
  let written: string[] = [];
  const originals = STREAMS.map((stream) => stream.write);
  for (const stream of STREAMS) {
    stream.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
      written.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    };
  }
  const text = (): string => written.join('');
  return {
    text,
    lines: () =>
      text()
        .split('\n')
        .map(parse)
        .filter((value) => value !== undefined),
    clear: () => {
      written = [];
    },
    stop: () => {
      for (const [place, stream] of STREAMS.entries()) {
        const original = originals[place];
        if (original !== undefined) stream.write = original;
      }
    },
  };
};
