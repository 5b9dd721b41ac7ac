const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs `stop` on SIGINT or SIGTERM before anyone who listens for them later. serverless-offline ends the process as
 * soon as its own servers are down, without a hook in which other plugins could finish; its listeners are therefore
 * kept back here and called when `stop` is done. A second signal ends the process at once.
 */
export function stopBeforeOthers(stop: () => Promise<void>): void {
  for (const signal of SIGNALS) {
    const others: ((signal: NodeJS.Signals) => void)[] = [];
    let stopping = false;
    const onSignal = (): void => {
      if (stopping) process.exit(130);
      stopping = true;
      stop().finally(() => {
        if (others.length === 0) process.exit(0);
        for (const listener of others) listener(signal);
      });
    };
    process.on(signal, onSignal);
    process.on('newListener', (event: string | symbol, listener: (signal: NodeJS.Signals) => void) => {
      if (event !== signal || listener === onSignal) return;
      queueMicrotask(() => {
        process.removeListener(signal, listener);
        others.push(listener);
      });
    });
  }
}
