import type { Simulated } from './simulate.ts';

/** What a person needs to find out why a world does not hold. */
export const failureLines = ({ seed, problems, trace }: Simulated, lines = 60): readonly string[] => [
  `Seed ${seed} does not hold; npm run simulate -- --seed ${seed} repeats it:`,
  ...problems.map((problem) => `  ${problem}`),
  'The end of its trace, in milliseconds of virtual time:',
  ...trace.slice(-lines),
];
