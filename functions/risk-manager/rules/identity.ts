import { type LimitRule, outcome, type Rule, type RuleDefinition, refused } from '../rule.ts';

const holdSignal: Rule = ({ signal }) =>
  outcome(signal.signal_type !== 'HOLD', `signal is ${signal.signal_type}`);

/** Compares with the last validated signal of the strategy in the instrument. A rejected signal may be repeated. */
const duplicateSignal: LimitRule = ({ lastValidated, quantity, signalAt }, limits) => {
  if (lastValidated === undefined) return outcome(true, 'no order before');
  const apart = Math.abs(signalAt - lastValidated.at);
  const same = lastValidated.quantity === quantity;
  return outcome(
    !same || apart >= limits.duplicate_window_ms,
    `${same ? 'same' : 'other'} order ${apart} ms apart, window ${limits.duplicate_window_ms} ms`,
  );
};

const killSwitch: Rule = ({ controls }) => outcome(!controls.killSwitch.engaged, controls.killSwitch.reason);

/** Checks the login for the order. Paper orders need none. */
const sessionExpired: Rule = ({ broker, session, now }) => {
  if (broker === 'paper') return outcome(true, 'not needed');
  if (session === undefined) return refused('no user is logged in');
  return outcome(now < session.expiresAt, `session until ${new Date(session.expiresAt).toISOString()}`);
};

/** Whether the signal is an order that may be placed now. */
export const IDENTITY_RULES = {
  HOLD_SIGNAL: {
    title: 'Not an order',
    checks: 'The signal is BUY or SELL; HOLD asks for nothing.',
    limits: null,
    reductions: 'judged',
    rule: holdSignal,
  },
  DUPLICATE_SIGNAL: {
    title: 'Repeated order',
    checks:
      'The last validated order of the strategy in the instrument was not the same side and quantity within the window.',
    limits: ['duplicate_window_ms'],
    reductions: 'pass',
    rule: duplicateSignal,
  },
  KILL_SWITCH: {
    title: 'Kill switch',
    checks:
      'The kill switch is not engaged, which the live one is until it is first released, and no item of the controls table is malformed.',
    limits: null,
    reductions: 'pass',
    rule: killSwitch,
  },
  SESSION_EXPIRED: {
    title: 'No login',
    checks: 'The login at the broker is valid; paper needs none.',
    limits: null,
    reductions: 'judged',
    rule: sessionExpired,
  },
} as const satisfies Record<string, RuleDefinition>;
