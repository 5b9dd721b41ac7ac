import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads process ids until its input ends. The last line `done` says that all engines were stopped. Without it this process
 * has died: the script then kills the processes and removes the folder.
 */
const SCRIPT = `
pids=
while read -r line; do
  [ "$line" = done ] && exit 0
  pids="$pids $line"
done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
rm -rf -- "$1"
`;

export interface Guard {
  /** Kills the process with this id when the calling process dies. */
  watch(pid: number): void;
  /** Ends the guard after all processes were stopped. */
  release(): Promise<void>;
}

/** Starts a small shell beside this process. Even after `kill -9` it ends the JVMs and removes the folder. */
export const startGuard = (folder: string): Guard => {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'guard', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  shell.stdin.on('error', () => undefined);
  return {
    watch: (pid) => {
      shell.stdin.write(`${pid}\n`);
    },
    release: async () => {
      shell.ref();
      const ended = once(shell, 'exit');
      shell.stdin.end('done\n');
      await ended;
    },
  };
};
