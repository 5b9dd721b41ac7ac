import type { Route } from '../../../shared/http/route.ts';
import { engageKillSwitch } from './engage-kill-switch.ts';
import { getDailyLoss } from './get-daily-loss.ts';
import { getKillSwitch } from './get-kill-switch.ts';
import { getLimits } from './get-limits.ts';
import { releaseDailyLoss } from './release-daily-loss.ts';
import { releaseKillSwitch } from './release-kill-switch.ts';
import type { RiskServices } from './services.ts';
import { setLimits } from './set-limits.ts';
import { stop } from './stop.ts';

/** Risk limits, the kill switch and the daily loss. */
export const riskManagerRoutes: readonly Route<RiskServices>[] = [
  getLimits,
  setLimits,
  getKillSwitch,
  engageKillSwitch,
  releaseKillSwitch,
  getDailyLoss,
  releaseDailyLoss,
  stop,
];
