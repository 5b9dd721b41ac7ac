import { accessSync, constants, createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { dynamoMasterStore } from '../../../functions/instruments/adapters/dynamo-master-store.ts';
import { textOf } from '../../../functions/instruments/adapters/text-of.ts';
import { type Loaded, loadInstruments } from '../../../functions/instruments/load.ts';
import { messageOf } from '../../../shared/errors.ts';
import { istDate } from '../../../shared/market/calendar.ts';
import { systemClock } from '../../../shared/ports/clock.ts';
import { LOCAL_TABLE_PREFIX } from '../../local-only/stage.ts';
import { runningEndpoints } from '../cloud/running-endpoints.ts';
import { reached, toolDynamo } from '../init/endpoints.ts';
import { dayOfFile } from './day-of-file.ts';
import { resolveNamesIn, strategyLines } from './strategy-names.ts';

const USAGE = `Usage: npm run instruments -- load <file | -> [--date YYYY-MM-DD] [--accept-shorter]

Loads Kite's instruments file (CSV or gzip, from https://api.kite.trade/instruments) into the running local cloud, as the
function "instruments" does on AWS each morning. A file that is malformed, old, or a part of one is refused whole; the last
load stays. The same file writes nothing. - reads standard input.

  --date D          the day of the file; today where it is not given
  --accept-shorter  takes a file with far fewer rows than the last one`;

const linesOf = ({ written, head, leftOut }: Loaded): readonly string[] => [
  written
    ? `${head.rows} instruments of ${head.day} are loaded.`
    : `The instruments of ${head.day} were loaded before: nothing is written.`,
  ...[...leftOut].map(([reason, rows]) => `  left out ${rows} of ${reason}`),
];

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      date: { type: 'string' },
      'accept-shorter': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [action, path, ...more] = positionals;
  if (values.help || action !== 'load' || path === undefined || more.length > 0) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const day = values.date === undefined ? istDate(systemClock.now()) : dayOfFile(values.date);
  const cloud = runningEndpoints();
  const client = toolDynamo(cloud);
  if (path !== '-') accessSync(path, constants.R_OK);
  const bytes: AsyncIterable<Uint8Array> = path === '-' ? process.stdin : createReadStream(path);
  // A person who names the file knows whose day it is.
  const accepted = { shorter: values['accept-shorter'], old: true };
  const { loaded, strategies } = await reached(
    'AWS endpoint',
    cloud.awsEndpointUrl,
    'start it, or correct AWS_ENDPOINT_URL',
    async () => ({
      loaded: await loadInstruments(
        { text: textOf(bytes), day, accepted },
        dynamoMasterStore(client, LOCAL_TABLE_PREFIX),
        systemClock,
      ),
      strategies: await resolveNamesIn(client, LOCAL_TABLE_PREFIX),
    }),
  ).finally(() => client.destroy());
  console.log([...linesOf(loaded), ...strategies.flatMap(strategyLines)].join('\n'));
};

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
