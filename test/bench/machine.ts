import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Runnable processes, averaged over the last minute. */
export const load = (): number => loadavg()[0] ?? 0;

/** Above this load, other processes take processor time from the measurement. */
const QUIET = 1;

/** The machine of the figures, and whether it was idle. */
export const machineLines = (): readonly string[] => {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return [
    `${new Date().toISOString().slice(0, 16)}Z, Node ${process.version}, ${platform()} ${release()}`,
    `${availableParallelism()} × ${model}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`,
    `load average at the start: ${load().toFixed(1)}${
      load() > QUIET ? ' - the machine is not idle: wall times are worse than it can do' : ''
    }`,
  ];
};
