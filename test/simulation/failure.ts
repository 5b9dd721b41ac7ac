import type { Simulated } from './simulate.ts';

/** The data for finding out why a world has problems. */
export const failureLines = ({ seed, problems, trace }: Simulated, lines = 60): readonly string[] => [
  `Seed ${seed} does not hold; npm run simulate -- --seed ${seed} repeats it:`,
  ...problems.map((problem) => `  ${problem}`),
  'The end of its trace, in milliseconds of virtual time:',
  ...trace.slice(-lines),
];
