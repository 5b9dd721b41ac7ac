import { outcome, type Rule, refused } from '../rule.ts';

export const unknownInstrument: Rule = ({ instrument }) =>
  'problem' in instrument
    ? refused(instrument.problem)
    : outcome(true, `${instrument.value.exchange}:${instrument.value.tradingsymbol}`);
