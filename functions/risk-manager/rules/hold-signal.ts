import { outcome, type Rule } from '../rule.ts';

export const holdSignal: Rule = ({ signal }) =>
  outcome(signal.signal_type !== 'HOLD', `signal is ${signal.signal_type}`);
