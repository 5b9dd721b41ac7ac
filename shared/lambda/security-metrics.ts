import type { OperatorAction } from '../events/types.ts';

interface SecurityMetricDefinition {
  /** For the documentation and the alarm. */
  readonly meaning: string;
  /** What to do about it, for the alarm. */
  readonly remedy: string;
  /** The functions that count it. */
  readonly services: readonly string[];
}

/** What a person is told of at once, whoever does it: written when it happens, and only then. */
export const SECURITY_METRICS = {
  logins: {
    meaning: 'Logins that succeeded.',
    remedy: 'If it was not you: engage the kill switches, log out, and change your Zerodha password.',
    services: ['auth-api'],
  },
  loginsRefused: {
    meaning: 'Logins refused: a user who is not on the list, credentials that Kite does not take, too many.',
    remedy:
      'The audit trail names who, and the hash of the address. If it was not you, look at what follows.',
    services: ['auth-api'],
  },
  credentialsRefused: {
    meaning: 'Codes of a second factor, or tokens of stop credentials, refused.',
    remedy:
      'One or two codes are slips. More, or a stop token, if it was not you: log out, and look who has your login.',
    services: ['credentials-api', 'risk-api'],
  },
  tokensRefused: {
    meaning: 'Tokens refused that this system did not issue, or not to a user who is on the list.',
    remedy: 'Somebody tries tokens. The log of the function names the hash of the address.',
    services: ['authorizer'],
  },
  sessionsTampered: {
    meaning: 'Sessions found that something else than this system has written, or whose key was dropped.',
    remedy: 'Find out who may write the sessions table, and who did. Logging in again replaces the session.',
    services: ['authorizer', 'auth-api', 'credentials-api'],
  },
  credentialsChanged: {
    meaning: 'Second factors enrolled, and tokens made that can stop trading.',
    remedy: 'If it was not you: engage the kill switches, log out, and read the audit trail.',
    services: ['credentials-api'],
  },
  decisionsFailed: {
    meaning: 'Requests kept out by an error of ours, such as a secret that is filled with something else.',
    remedy: 'Read the log of the function.',
    services: ['authorizer'],
  },
  clearances: {
    meaning: 'Strategies cleared for live trading.',
    remedy: 'If it was not you: engage the live kill switch, log out, and read the audit trail.',
    services: ['strategies-api'],
  },
  releases: {
    meaning: 'Kill switches and daily losses released.',
    remedy: 'If it was not you: engage the kill switch again, log out, and read the audit trail.',
    services: ['risk-api'],
  },
} as const satisfies Record<string, SecurityMetricDefinition>;

export type SecurityMetric = keyof typeof SECURITY_METRICS;

/** Counts one. */
export type CountSecurity = (metric: SecurityMetric) => void;

/**
 * What each action of the audit trail counts as when it is done; undefined for what loosens nothing and lets nobody in.
 * Refusals are counted by their answers, tampered sessions where they are found.
 */
const METRIC_OF_ACTION: Readonly<Record<OperatorAction['action'], SecurityMetric | undefined>> = {
  session_started: 'logins',
  session_ended: undefined,
  login_refused: undefined,
  session_tampered: undefined,
  kill_switch_engaged: undefined,
  kill_switch_released: 'releases',
  risk_limits_changed: undefined,
  daily_loss_released: 'releases',
  strategy_created: undefined,
  strategy_updated: undefined,
  strategy_enabled: undefined,
  strategy_disabled: undefined,
  strategy_cleared_for_live: 'clearances',
  strategy_withdrawn_from_live: undefined,
  second_factor_changed: 'credentialsChanged',
  stepped_up: undefined,
  stop_credential_made: 'credentialsChanged',
  stop_credential_revoked: undefined,
  records_emptied: undefined,
};

/** Counts what was done, where it counts. */
export const countingActions =
  (count: CountSecurity) =>
  (action: OperatorAction['action']): void => {
    const metric = METRIC_OF_ACTION[action];
    if (metric !== undefined) count(metric);
  };
