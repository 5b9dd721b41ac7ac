import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadRedriverContext } from './context.ts';
import { redriver } from './stage.ts';

export const handler = stageHandler(({ tables, environment }) => {
  const scope = readScope(environment);
  return { stage: redriver(scope), loadContext: loadRedriverContext({ tables, scope }) };
});
