import type { Command } from './command.ts';
import { audit } from './commands/audit.ts';
import { deadLetters } from './commands/dead-letters.ts';
import { fills } from './commands/fills.ts';
import { health } from './commands/health.ts';
import { history } from './commands/history.ts';
import { instruments } from './commands/instruments.ts';
import { kill } from './commands/kill.ts';
import { limits } from './commands/limits.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { orders } from './commands/orders.ts';
import { portfolio } from './commands/portfolio.ts';
import { secondFactor } from './commands/second-factor.ts';
import { signals } from './commands/signals.ts';
import { status } from './commands/status.ts';
import { stepUp } from './commands/step-up.ts';
import { stopTokens } from './commands/stop-tokens.ts';
import { strategies } from './commands/strategies.ts';
import { trace } from './commands/trace.ts';

/** All commands. The help and docs/generated/cli.md are generated from this list. */
export const COMMANDS: readonly Command[] = [
  login,
  logout,
  status,
  stepUp,
  secondFactor,
  stopTokens,
  instruments,
  strategies,
  limits,
  kill,
  orders,
  fills,
  signals,
  portfolio,
  trace,
  history,
  deadLetters,
  audit,
  health,
];
