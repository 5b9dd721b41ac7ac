import type { PackagedService } from '../../../infra/commands/packaged-service.ts';
import { packagedOnce } from '../../support/packages.ts';

/** What is deployed for the demo user, under the tests' table prefix. */
const PARAMETERS = { tablePrefix: 'test', zerodhaUserIds: 'DEMO01', marketClock: 'event' };

/** The zips, which no parameter changes, with the template of these parameters. */
export const packaged: PackagedService = {
  ...(await packagedOnce('dev')),
  template: (await packagedOnce('dev', PARAMETERS, { templateOnly: true })).template,
};
