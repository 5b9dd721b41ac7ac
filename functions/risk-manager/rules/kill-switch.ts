import { outcome, type Rule } from '../rule.ts';

export const killSwitch: Rule = ({ controls }) =>
  outcome(!controls.killSwitch.engaged, controls.killSwitch.reason);
