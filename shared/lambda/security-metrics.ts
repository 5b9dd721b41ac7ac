import type { OperatorAction } from '../events/types.ts';

interface SecurityMetricDefinition {
  /** For the documentation and the alarm. */
  readonly meaning: string;
  /** What to do about it, for the alarm. */
  readonly remedy: string;
  /** The functions that count it. */
  readonly services: readonly string[];
}

/** What notifies an operator at once, whether a user or an attacker does it. Written only when it happens. */
export const SECURITY_METRICS = {
  logins: {
    meaning: 'Successful logins.',
    remedy: 'If it was not you: engage the kill switches, log out, and change your Zerodha password.',
    services: ['auth-api'],
  },
  loginsRefused: {
    meaning:
      'Refused logins: the user is not on the list, Kite does not accept the credentials, or there are too many.',
    remedy:
      'The audit trail names the user and the hash of the address. If it was not you, read the entries that follow.',
    services: ['auth-api'],
  },
  credentialsRefused: {
    meaning: 'Refused codes of a second factor, and refused tokens of stop credentials.',
    remedy:
      'One or two codes are typing mistakes. If it was not you: log out, and find out who has your login or your stop token.',
    services: ['credentials-api', 'risk-api'],
  },
  tokensRefused: {
    meaning: 'Refused tokens that this system did not issue, or issued to a user who is not on the list.',
    remedy: 'A caller tries forged tokens. The log of the function names the hash of the address.',
    services: ['authorizer'],
  },
  sessionsTampered: {
    meaning: 'Sessions that another system wrote, or whose key was dropped.',
    remedy: 'Find out who may write the sessions table, and who wrote it. A new login replaces the session.',
    services: ['authorizer', 'auth-api', 'credentials-api'],
  },
  credentialsChanged: {
    meaning: 'Enrolled second factors, and new stop credentials.',
    remedy: 'If it was not you: engage the kill switches, log out, and read the audit trail.',
    services: ['credentials-api'],
  },
  decisionsFailed: {
    meaning: 'Requests refused because of our own error, such as a secret with invalid content.',
    remedy: 'Read the log of the function.',
    services: ['authorizer'],
  },
  clearances: {
    meaning: 'Strategies cleared for live trading.',
    remedy: 'If it was not you: engage the live kill switch, log out, and read the audit trail.',
    services: ['strategies-api'],
  },
  releases: {
    meaning: 'Released kill switches and daily losses.',
    remedy: 'If it was not you: engage the kill switch again, log out, and read the audit trail.',
    services: ['risk-api'],
  },
} as const satisfies Record<string, SecurityMetricDefinition>;

export type SecurityMetric = keyof typeof SECURITY_METRICS;

/** Adds one to a metric. */
export type CountSecurity = (metric: SecurityMetric) => void;

/**
 * The metric of each audit action; undefined for actions that neither loosen a control nor admit a user.
 * Refusals are counted by the response, tampered sessions by the reader that detects them.
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

/** Counts the audit actions that have a metric. */
export const countingActions =
  (count: CountSecurity) =>
  (action: OperatorAction['action']): void => {
    const metric = METRIC_OF_ACTION[action];
    if (metric !== undefined) count(metric);
  };
