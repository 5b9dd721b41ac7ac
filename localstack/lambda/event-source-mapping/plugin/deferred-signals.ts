const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A terminal signals the whole process group and a parent may pass the same signal on: that is one request. */
const ONE_REQUEST_MS = 500;

type Listener = (signal: NodeJS.Signals) => void;

/**
 * Runs `stop` on SIGINT or SIGTERM before listeners that are added later. serverless-offline ends the process as soon
 * as its servers are stopped, without a hook in which other plugins could finish. So its listeners are deferred and
 * called when `stop` is done. A second signal ends the process at once.
 */
export const stopBeforeOthers = (stop: () => Promise<void>): void => {
  const others = new Map<string, Listener[]>(SIGNALS.map((signal) => [signal, []]));
  let askedAt: number | undefined;
  const onSignal: Listener = (signal) => {
    const now = performance.now();
    if (askedAt !== undefined) {
      if (now - askedAt > ONE_REQUEST_MS) process.exit(130);
      return;
    }
    askedAt = now;
    stop().finally(() => {
      const listeners = others.get(signal) ?? [];
      if (listeners.length === 0) process.exit(0);
      for (const listener of listeners) listener(signal);
    });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('newListener', (event: string | symbol, listener: Listener) => {
    const listeners = typeof event === 'string' ? others.get(event) : undefined;
    // It is added only after this call.
    if (listeners !== undefined) {
      queueMicrotask(() => {
        process.removeListener(event, listener);
        listeners.push(listener);
      });
    }
  });
};
