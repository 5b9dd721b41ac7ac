import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Processes that want to run, averaged over the last minute. */
export const load = (): number => loadavg()[0] ?? 0;

/** Above this, something else takes processor time from what is measured. */
const QUIET = 1;

/** The machine that figures belong to, and whether it was left alone. */
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
