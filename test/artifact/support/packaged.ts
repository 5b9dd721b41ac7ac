import type { PackagedService } from '../../../infra/commands/packaged-service.ts';
import { packagedOnce } from '../../support/packages.ts';

/** Parameters of a deployment for the demo user, with the tests' table prefix. */
const PARAMETERS = { tablePrefix: 'test', zerodhaUserIds: 'DEMO01', marketClock: 'event' };

/** The zips, which depend on no parameter, with the template for these parameters. */
export const packaged: PackagedService = {
  ...(await packagedOnce('dev')),
  template: (await packagedOnce('dev', PARAMETERS, { templateOnly: true })).template,
};
