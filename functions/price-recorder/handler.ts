import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { loadPriceRecorderContext } from './context.ts';
import { priceRecorder } from './stage.ts';

export const handler = stageHandler(({ marketClock }) => ({
  stage: priceRecorder(),
  loadContext: loadPriceRecorderContext({ marketClock }),
}));
