import { readFileSync } from 'node:fs';
import { messageOf } from '../../../shared/errors.ts';
import { istDate } from '../../../shared/market/ist.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { runningEndpoints } from '../cloud/running-endpoints.ts';
import { thisCommand } from '../init/agreement.ts';
import { reached, toolDynamo } from '../init/endpoints.ts';
import { type PutInput, readInput } from './read-input.ts';
import { putTable } from './tables.ts';
import { type Written, writeItems } from './write-items.ts';

const USAGE = `Usage: npm run local:put -- <table> <file | ->

Puts items into a table of the running local cloud: instruments, corporate-actions, strategies or controls, as the
stages read them. The file holds a JSON object or a list of objects. For instruments it may be Kite's own file, from
https://api.kite.trade/instruments. - reads standard input. One invalid item refuses all. The command shows what it
replaces. Example:

  echo '{"strategy_id":"my-rsi","type":"rsi","instruments":[738561],"parameters":{},"is_active":true}' |
    npm run local:put -- strategies -`;

const MAX_SHOWN = 20;

const changeText = ({ field, before, after }: Written['replaced'][number]['changes'][number]): string =>
  `${field} ${before ?? 'none'} → ${after ?? 'none'}`;

const linesOf = (table: string, { leftOut }: PutInput, { added, replaced, unchanged }: Written) => [
  `${table}: ${added} added, ${replaced.length} replaced, ${unchanged} unchanged.`,
  ...replaced
    .slice(0, MAX_SHOWN)
    .map(({ id, changes }) => `  replaced ${id}: ${changes.map(changeText).join(', ')}`),
  ...(replaced.length > MAX_SHOWN ? [`  and ${replaced.length - MAX_SHOWN} more`] : []),
  ...[...leftOut].map(([reason, rows]) => `  left out ${rows} of ${reason}`),
];

const main = async (): Promise<void> => {
  const [name, path] = process.argv.slice(2);
  if (name === undefined || path === undefined || name === '--help') {
    console.log(USAGE);
    process.exitCode = name === '--help' ? 0 : 1;
    return;
  }
  const table = putTable(name);
  const input = readInput(table, readFileSync(path === '-' ? 0 : path), istDate(Date.now()));
  const cloud = runningEndpoints();
  const client = toolDynamo(cloud);
  const written = await reached(
    'AWS endpoint',
    cloud.awsEndpointUrl,
    'start it, or correct AWS_ENDPOINT_URL',
    () => writeItems(client, LOCAL_TABLE_PREFIX, table, input, thisCommand()),
  ).finally(() => client.destroy());
  console.log(linesOf(table.name, input, written).join('\n'));
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
