import { MARKS } from '../../shared/poller-hours/marks.ts';
import { TABLES } from '../../shared/ports/tables.ts';
import { API_FUNCTIONS } from './api.ts';
import { type DeployedFunction, STAGE_FUNCTIONS, type TableAccess } from './stages.ts';

/** A function that schedules invoke. */
export interface ScheduledFunction extends DeployedFunction {
  readonly tables: readonly TableAccess[];
  /** Seconds. */
  readonly timeout: number;
}

export const POLLER_HOURS_FUNCTION: ScheduledFunction = {
  name: 'poller-hours',
  description: 'Disables event source mappings outside of poller hours, and enables those that it disabled',
  scope: 'shared',
  folder: 'poller-hours',
  memorySize: 256,
  tables: [{ table: TABLES.controls.name, uses: ['get', 'put'], partitionKeys: [MARKS] }],
  timeout: 14 * 60,
};

/** All functions of the service. */
export const DEPLOYED_FUNCTIONS = [...STAGE_FUNCTIONS, ...API_FUNCTIONS, POLLER_HOURS_FUNCTION] as const;
