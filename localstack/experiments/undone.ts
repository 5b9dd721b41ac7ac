import { STAGE_FUNCTIONS } from '../../infra/stages.ts';
import { type Endpoints, toolKafka } from '../init/endpoints.ts';
import { kafkaOffsets, lags } from '../market-data/offsets.ts';
import { allConsumptions } from '../replay/consumptions.ts';

/** Looks for what the functions have not dealt with. */
export interface UndoneReader {
  /** `strategy-runner 1, paper-journal 7`: functions with the records that they have yet to read; empty for none. */
  read(): Promise<string>;
  close(): Promise<void>;
}

const functionOf = (group: string): string =>
  STAGE_FUNCTIONS.find(({ name }) => group.includes(`.${name}.`))?.name ?? group;

export const openUndoneReader = async (endpoints: Endpoints): Promise<UndoneReader> => {
  const admin = toolKafka(endpoints, 'experiment').admin();
  await admin.connect();
  const reader = kafkaOffsets(admin);
  return {
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
