/** What a figure is held against. */
export type Aim = { readonly atLeast: number } | { readonly atMost: number };

/** One figure with its aim, printed before everything else that a benchmark says. */
export interface Verdict {
  /** What was measured, as a clause: `of bare base64 + JSON.parse`. */
  readonly what: string;
  readonly value: number;
  /** How the value is written, unit included; absent: the number with the unit. */
  readonly unit: string;
  readonly aim: Aim;
}

/** What a benchmark has found: ratios and aims first, then the figures behind them. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly lines: readonly string[];
}

export interface BenchmarkOptions {
  /** A file of bars or ticks to be replayed as well, where one is given. */
  readonly marketData: string | undefined;
  /** On which engines stages are run. */
  readonly engines: readonly ('embedded' | 'real')[];
  /** Lines for a person who waits. */
  readonly say: (line: string) => void;
  /** Aborts when the command is asked to stop. */
  readonly signal: AbortSignal;
}

export interface Benchmark {
  /** For the command line. */
  readonly name: string;
  readonly title: string;
  run(options: BenchmarkOptions): Promise<Findings>;
}
