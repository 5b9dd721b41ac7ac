import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '../../localstack/dev/cloud/local-cloud.ts';
import type { SendTicks } from '../../localstack/market-data/feed.ts';
import type { PlannedKill } from './kill-plan.ts';

/** A kill that happened. */
export interface Kill {
  readonly planned: PlannedKill;
  /** Whether the second kill found the process still starting. */
  readonly duringStart: boolean;
  /** Milliseconds from the kill until all mappings had joined their groups again. */
  readonly restartMs: number;
  /** Lags of the groups when the process died, as text; empty without a lag. */
  readonly behind: string;
}

export interface StageKillerOptions {
  readonly cloud: Pick<LocalCloud, 'killStages' | 'restartStages'>;
  readonly plan: readonly PlannedKill[];
  /** Resolves when the process works. A kill's time starts then, or at once without this function. */
  readonly atWork?: () => Promise<void>;
  /** Reads what the dead process has left undone. */
  readonly behind: () => Promise<string>;
  readonly onKill: (kill: Kill, done: number) => void;
}

/**
 * Kills the process that runs the functions while ticks are sent, and restarts it on the same Kafka and tables. Ticks
 * continue meanwhile, but not past the next kill before the process runs again.
 */
export class StageKiller {
  readonly #options: StageKillerOptions;
  readonly #kills: Kill[] = [];
  #sent = 0;
  #cycle: Promise<void> = Promise.resolve();
  readonly #failure = Promise.withResolvers<never>();

  constructor(options: StageKillerOptions) {
    this.#options = options;
    this.#failure.promise.catch(() => undefined);
  }

  /** Rejected if the process did not restart, because the replay can then never finish. */
  get failed(): Promise<never> {
    return this.#failure.promise;
  }

  readonly aroundSend =
    (send: SendTicks): SendTicks =>
    async (records) => {
      const from = this.#sent;
      this.#sent += records.length;
      const due = this.#options.plan.filter(({ tick }) => tick > from && tick <= this.#sent);
      if (due.length > 0) {
        await this.#cycle;
        this.#cycle = this.#killAll(due);
        this.#cycle.catch(this.#failure.reject);
      }
      await send(records);
    };

  /** Kills so far, including kills during a restart. */
  get count(): number {
    return this.#kills.reduce((sum, { duringStart }) => sum + (duringStart ? 2 : 1), 0);
  }

  /** All kills, once the process runs again after the last one. @throws if it did not restart */
  async finished(): Promise<readonly Kill[]> {
    await this.#cycle;
    return this.#kills;
  }

  async #killAll(due: readonly PlannedKill[]): Promise<void> {
    for (const planned of due) {
      await this.#options.atWork?.();
      await sleep(planned.afterMs);
      await this.#killAndRestart(planned);
    }
  }

  async #killAndRestart(planned: PlannedKill): Promise<void> {
    const { cloud, behind, onKill } = this.#options;
    await cloud.killStages();
    const began = performance.now();
    const undone = await behind();
    const duringStart =
      planned.againAfterMs !== undefined && (await this.#killDuringStart(planned.againAfterMs));
    if (planned.againAfterMs === undefined || duringStart) await cloud.restartStages();
    const kill = { planned, duringStart, restartMs: performance.now() - began, behind: undone };
    this.#kills.push(kill);
    onKill(kill, this.count);
  }

  /** @returns whether it was killed; a faster restart runs */
  async #killDuringStart(afterMs: number): Promise<boolean> {
    const killing = AbortSignal.timeout(afterMs);
    try {
      await this.#options.cloud.restartStages(killing);
      return false;
    } catch (error) {
      if (!killing.aborted) throw error;
      return true;
    }
  }
}
