/** The aim of a figure. */
export type Aim = { readonly atLeast: number } | { readonly atMost: number };

/** One figure with its aim, printed at the top of a benchmark's output. */
export interface Verdict {
  /** What was measured, as a clause: `of bare base64 + JSON.parse`. */
  readonly what: string;
  readonly value: number;
  /** The value as text with its unit; by default the number with the unit. */
  readonly unit: string;
  readonly aim: Aim;
}

/** The results of a benchmark: ratios and aims first, then the figures behind them. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  readonly lines: readonly string[];
}

export interface BenchmarkOptions {
  /** A file of bars or ticks to replay too, if one is given. */
  readonly marketData: string | undefined;
  /** The engines that stages run on. */
  readonly engines: readonly ('embedded' | 'real')[];
  /** Ticks per second of "latency"; all of its rates if empty. */
  readonly rates: readonly number[];
  /** How long `npm start` is measured. */
  readonly minutes: number;
  /** Prints progress. */
  readonly say: (line: string) => void;
  /** Aborts when the command is stopped. */
  readonly signal: AbortSignal;
}

export interface Benchmark {
  /** For the command line. */
  readonly name: string;
  readonly title: string;
  run(options: BenchmarkOptions): Promise<Findings>;
}
