/** Work to repeat and count. */
export interface Candidate {
  readonly name: string;
  /** Number of units (records, ticks) of one call. */
  readonly units: number;
  call(): unknown;
}

export interface Throughput {
  readonly name: string;
  /** Units per second of processor time of all threads; the median of the rounds. */
  readonly perCpuSecond: number;
  /** The rate of each round, to compare with other candidates in the same round. */
  readonly rounds: readonly number[];
}

const ROUND_CPU_MICROSECONDS = 150_000;

const cpuMicroseconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return user + system;
};

const round = async ({ units, call }: Candidate): Promise<number> => {
  const start = process.cpuUsage();
  let calls = 0;
  do {
    await call();
    calls += 1;
  } while (cpuMicroseconds(start) < ROUND_CPU_MICROSECONDS);
  return (calls * units * 1e6) / cpuMicroseconds(start);
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Runs the candidates in turns, so that a disturbance affects all of them. It counts processor time and not wall time,
 * which other processes would extend.
 */
export const inTurns = async (
  candidates: readonly Candidate[],
  rounds = 15,
): Promise<readonly Throughput[]> => {
  const measured = candidates.map(({ name }) => ({ name, rounds: [] as number[] }));
  for (let turn = -2; turn < rounds; turn += 1) {
    for (const [place, candidate] of candidates.entries()) {
      const rate = await round(candidate);
      // The first rounds warm up the compiler.
      if (turn >= 0) measured[place]?.rounds.push(rate);
    }
  }
  return measured.map(({ name, rounds: rates }) => ({ name, rounds: rates, perCpuSecond: median(rates) }));
};

/** The ratio of two candidates: the median of the rounds' ratios. */
export const ratio = (a: Throughput | undefined, b: Throughput | undefined): number =>
  a === undefined || b === undefined
    ? Number.NaN
    : median(a.rounds.map((rate, place) => rate / (b.rounds[place] ?? Number.NaN)));
