import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads process ids until its input ends. It ends with `done` when all was stopped in order; it just ends when
 * this process died, however it died, and then the processes are killed and the folder goes.
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
  /** Kill this process when the one that called dies. */
  watch(pid: number): void;
  /** All is stopped: do nothing when the caller ends. */
  release(): Promise<void>;
}

/** A small shell beside this process, so that not even `kill -9` of it leaves JVMs and folders behind. */
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
