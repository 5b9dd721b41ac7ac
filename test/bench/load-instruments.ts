import { createReadStream } from 'node:fs';
import { dynamoMasterStore } from '../../functions/instruments/adapters/dynamo-master-store.ts';
import { textOf } from '../../functions/instruments/adapters/text-of.ts';
import { loadInstruments } from '../../functions/instruments/load.ts';
import { localAwsEnvironment } from '../../localstack/engines/aws/local-environment.ts';
import { type DynamoSender, leanDynamo } from '../../shared/dynamo/lean/client.ts';
import { systemClock } from '../../shared/ports/clock.ts';
import { TEST_PREFIX } from '../support/aws.ts';

/*
 * Loads a file of instruments as the function does, in a process of its own, and prints what it took as JSON.
 * Arguments: the file, its day, the endpoint of DynamoDB.
 */

const [path = '', day = '', endpoint = ''] = process.argv.slice(2);
const client = leanDynamo({
  endpoint,
  region: localAwsEnvironment(endpoint).AWS_REGION ?? '',
  credentials: async () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
});
let writes = 0;
const counting = {
  send: (command: Parameters<DynamoSender['send']>[0]) => {
    if (command.constructor.name === 'PutItemCommand') writes += 1;
    return client.send(command);
  },
} as DynamoSender;

const begin = performance.now();
const { written, head } = await loadInstruments(
  { text: textOf(createReadStream(path)), day, accepted: { shorter: false, old: false } },
  dynamoMasterStore(counting, TEST_PREFIX),
  systemClock,
);
console.log(
  JSON.stringify({
    written,
    rows: head.rows,
    writes,
    seconds: (performance.now() - begin) / 1_000,
    // Of the whole process, Node included. In KB.
    peakMb: process.resourceUsage().maxRSS / 1_024,
  }),
);
process.exit();
