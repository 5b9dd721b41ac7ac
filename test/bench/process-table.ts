import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** One process, and what it has used since its start. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  /** The command line. */
  readonly command: string;
  readonly residentMb: number;
  /** Resident memory with shared pages divided among the processes that map them; only on Linux. */
  readonly proportionalMb: number | undefined;
  readonly processorSeconds: number;
}

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly processorSeconds: number;
}

/** Linux counts processor time for programs in hundredths of a second on every machine. */
const TICKS_PER_SECOND = 100;

/** A line of `/proc/<pid>/stat`. The name, in parentheses, may have spaces and parentheses. */
export const parseStat = (line: string): Listed => {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const at = (place: number): number => Number(fields[place]);
  return {
    pid: Number.parseInt(line, 10),
    parent: at(1),
    processorSeconds: (at(11) + at(12)) / TICKS_PER_SECOND,
  };
};

/** `[[days-]hours:]minutes:seconds` of `ps`. */
const seconds = (time: string): number => {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return Number(days) * 86_400 + clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
};

/** A line of `ps -A -o pid=,ppid=,rss=,time=,command=`; undefined for a line of another form. */
export const parsePsLine = (line: string): ProcessUse | undefined => {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, pid, parent, kilobytes, time = '', command = ''] = match;
  return {
    pid: Number(pid),
    parent: Number(parent),
    command,
    residentMb: Number(kilobytes) / 1_024,
    proportionalMb: undefined,
    processorSeconds: seconds(time),
  };
};

/** A process and all that it has started, directly or not. */
const family = <One extends { readonly pid: number; readonly parent: number }>(
  root: number,
  all: readonly One[],
): readonly One[] => {
  const children = Map.groupBy(all, ({ parent }) => parent);
  const below = (pid: number): readonly One[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)];
};

/** Undefined for a process that has ended. */
const read = (pid: number | string, file: string): Promise<string | undefined> =>
  readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);

const megabytes = (text: string | undefined, field: string): number | undefined => {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
};

const ofProc = async (root: number): Promise<readonly ProcessUse[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => read(pid, 'stat')));
  const listed = family(
    root,
    stats.filter((stat) => stat !== undefined).map((stat) => parseStat(stat)),
  );
  return Promise.all(
    listed.map(async (one) => {
      const [command, status, rollup] = await Promise.all(
        ['cmdline', 'status', 'smaps_rollup'].map((file) => read(one.pid, file)),
      );
      return {
        ...one,
        command: (command ?? '').replaceAll('\0', ' ').trim(),
        residentMb: megabytes(status, 'VmRSS') ?? 0,
        proportionalMb: megabytes(rollup, 'Pss'),
      };
    }),
  );
};

const ofPs = async (root: number): Promise<readonly ProcessUse[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,time=,command='], {
    maxBuffer: 16 * 1_024 * 1_024,
  });
  const all = stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
  return family(root, all);
};

/** A process and all that it has started, directly or not: from `/proc` on Linux, from `ps` elsewhere. */
export const processesOf = (root: number): Promise<readonly ProcessUse[]> =>
  process.platform === 'linux' ? ofProc(root) : ofPs(root);
