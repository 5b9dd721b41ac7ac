import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '../../localstack/dev/cloud/local-cloud.ts';
import type { SendTicks } from '../../localstack/market-data/feed.ts';
import type { PlannedKill } from './kill-plan.ts';

/** A kill that happened. */
export interface Kill {
  readonly planned: PlannedKill;
  /** Whether the second kill found the process still starting. */
  readonly duringStart: boolean;
  /** From the kill to when all mappings had joined their groups again, milliseconds. */
  readonly restartMs: number;
  /** What had not been dealt with when the process died: records by which groups lag, as text; empty for nothing. */
  readonly behind: string;
}

export interface StageKillerOptions {
  readonly cloud: Pick<LocalCloud, 'killStages' | 'restartStages'>;
  readonly plan: readonly PlannedKill[];
  /** Ends when the process is at work: then a kill's clock starts. Where not given, it starts at once. */
  readonly atWork?: () => Promise<void>;
  /** Looks, when the process is dead, for what it has left undone. */
  readonly behind: () => Promise<string>;
  readonly onKill: (kill: Kill, done: number) => void;
}

/**
 * Kills the process that runs the functions while ticks are being sent, and starts it again on the same Kafka and
 * the same tables. Ticks go on being sent meanwhile, but not past the next kill before the process runs again.
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

  /** Rejected when the process did not start again: nothing will settle any more. */
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

  /** Kills so far: processes that ran and processes that were starting. */
  get count(): number {
    return this.#kills.reduce((sum, { duringStart }) => sum + (duringStart ? 2 : 1), 0);
  }

  /** All kills, when the process runs again after the last. @throws where it did not start again */
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

  /** @returns whether it was killed; where it was quicker, it runs. */
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
