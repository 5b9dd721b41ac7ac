/**
 * Node loads this before a child's own program (`node --import`). It ends the child's process group if the parent ends
 * without stopping the child. Otherwise a broker would keep its port.
 */
import { isMainThread } from 'node:worker_threads';

const POLL_MS = 500;
const GRACE_MS = 4_000;

const parent = Number(process.env.ENDS_WITH_PROCESS);

const endGroup = (): void => {
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS);
  process.kill(-process.pid, 'SIGTERM');
};

if (isMainThread && parent > 0) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    endGroup();
  }, POLL_MS);
  watch.unref();
}
