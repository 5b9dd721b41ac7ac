import { setTimeout as sleep } from 'node:timers/promises';
import { STAGE_FUNCTIONS } from '../../infra/service/stages.ts';
import { allConsumptions, decidingLevels } from '../../localstack/backtest/consumptions.ts';
import type { Endpoints } from '../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../localstack/dev/init/tool-kafka.ts';
import { kafkaOffsets, lags } from '../../localstack/watch/offsets.ts';

/** Reads what the functions have not processed. */
export interface UndoneReader {
  /** `strategy-runner 1, paper-journal 7`: functions with their unread records; empty without any. */
  read(): Promise<string>;
  /** Resolves when a function has processed more, or after a minute. */
  progress(): Promise<void>;
  close(): Promise<void>;
}

const PROGRESS_WITHIN_MS = 60_000;
const POLL_MS = 20;

const functionOf = (group: string): string =>
  STAGE_FUNCTIONS.find(({ name }) => group.includes(`.${name}.`))?.name ?? group;

export const openUndoneReader = async (endpoints: Endpoints): Promise<UndoneReader> => {
  const admin = toolKafka(endpoints, 'experiment').admin();
  await admin.connect();
  const reader = kafkaOffsets(admin);
  const taken = async (): Promise<number> => {
    const committed = await Promise.all(
      decidingLevels()
        .flat()
        .map((one) => reader.committed(one)),
    );
    return committed.flatMap((offsets) => [...offsets.values()]).reduce((sum, offset) => sum + offset, 0);
  };
  return {
    progress: async () => {
      const before = await taken();
      const deadline = performance.now() + PROGRESS_WITHIN_MS;
      while ((await taken()) <= before && performance.now() < deadline) await sleep(POLL_MS);
    },
    read: async () => {
      const byFunction = new Map<string, number>();
      for (const { group, lag } of await lags(reader, allConsumptions())) {
        const name = functionOf(group);
        byFunction.set(name, (byFunction.get(name) ?? 0) + lag);
      }
      return [...byFunction].flatMap(([name, lag]) => (lag === 0 ? [] : [`${name} ${lag}`])).join(', ');
    },
    close: () => admin.disconnect(),
  };
};
