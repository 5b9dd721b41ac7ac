import { parseArgs } from 'node:util';
import { messageOf } from '../../../shared/errors.ts';
import { OfflineService } from './offline-service.ts';
import { resolveService } from './resolve-service.ts';

/*
 * `serverless offline` without the framework's memory, in the folder of the service:
 *   node localstack/lambda/offline/main.ts [--stage local]
 */
const { stage } = parseArgs({ options: { stage: { type: 'string', default: 'local' } } }).values;

try {
  const saved = await resolveService(process.cwd(), ['--stage', stage]);
  await (await OfflineService.load(process.cwd(), saved, { stage })).run();
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}
