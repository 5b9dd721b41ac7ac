import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { wiring } from './wiring.ts';

export const handler = stageHandler(wiring);
