import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { updateStrategyIn } from '../../../functions/instruments/adapters/update-strategy.ts';
import {
  type ResolvedStrategy,
  resolveStrategies,
} from '../../../functions/instruments/resolve-strategies.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { masterReader } from '../../../shared/market/master/reader.ts';
import { systemClock } from '../../../shared/ports/clock.ts';

/** Resolves the names of strategies in the newest load, as the deployed loader does after each one. */
export const resolveNamesIn = (
  client: DynamoDBClient,
  prefix: string,
): Promise<readonly ResolvedStrategy[]> => {
  const tables = dynamoTableReader(client, prefix);
  return resolveStrategies({
    tables,
    master: masterReader(tables, systemClock, 0),
    clock: systemClock,
    updateStrategy: updateStrategyIn(client, prefix),
  });
};

/** What a load means for a strategy that names instruments. */
export const strategyLines = ({ strategy_id, moved, unresolved }: ResolvedStrategy): readonly string[] => [
  ...(moved.length > 0 ? [`  strategy ${strategy_id}: ${moved.join(', ')} with another token`] : []),
  ...(unresolved.length > 0 ? [`  strategy ${strategy_id}: ${unresolved.join(', ')} not listed`] : []),
];
