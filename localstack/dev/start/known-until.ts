import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { readLastPrices } from '../../../shared/market/read-last-prices.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { type Endpoints, toolDynamo } from '../init/endpoints.ts';

/** The newest market time for which the stages have a price; undefined if they have no price. */
export const knownUntil = async (endpoints: Endpoints): Promise<number | undefined> => {
  const dynamo = toolDynamo(endpoints);
  const prices = await readLastPrices(dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX))('all');
  dynamo.destroy();
  const times = Array.from(prices.values(), ({ at }) => at);
  return times.length === 0 ? undefined : Math.max(...times);
};
