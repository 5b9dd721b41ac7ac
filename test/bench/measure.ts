/** Work that is repeated and counted. */
export interface Candidate {
  readonly name: string;
  /** What one call deals with: records, ticks. */
  readonly units: number;
  call(): unknown;
}

export interface Throughput {
  readonly name: string;
  /** Units in one second of processor time, all threads of the process: a median of rounds. */
  readonly perCpuSecond: number;
  /** Of each round, to be held against other candidates in the same round. */
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
 * Lets the candidates take turns, so that what disturbs one disturbs all. Processor time is counted, not wall time:
 * what another process takes is not the candidate's.
 */
export const inTurns = async (
  candidates: readonly Candidate[],
  rounds = 15,
): Promise<readonly Throughput[]> => {
  const measured = candidates.map(({ name }) => ({ name, rounds: [] as number[] }));
  for (let turn = -2; turn < rounds; turn += 1) {
    for (const [place, candidate] of candidates.entries()) {
      const rate = await round(candidate);
      // The first rounds are for the compiler.
      if (turn >= 0) measured[place]?.rounds.push(rate);
    }
  }
  return measured.map(({ name, rounds: rates }) => ({ name, rounds: rates, perCpuSecond: median(rates) }));
};

/** How a candidate stands to another: the median of the rounds' ratios. */
export const ratio = (a: Throughput | undefined, b: Throughput | undefined): number =>
  a === undefined || b === undefined
    ? Number.NaN
    : median(a.rounds.map((rate, place) => rate / (b.rounds[place] ?? Number.NaN)));
