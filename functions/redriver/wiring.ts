import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadRedriverContext } from './context.ts';
import { redriver } from './stage.ts';

export const wiring = ({ tables, environment }: StageDependencies) => {
  const scope = readScope(environment);
  return { stage: redriver(scope), loadContext: loadRedriverContext({ tables, scope }) };
};
