import { PoisonError } from '../errors.ts';
import type { KafkaRecord } from '../ports/record.ts';
import { isEnvelope } from './advance.ts';
import type { GivenUp } from './checkpoint.ts';
import { type Decoded, decodeFor } from './decoded.ts';
import type { TrailEntry } from './ports.ts';
import { isForAnother } from './redrive.ts';
import type { Unseen } from './skip.ts';
import type { Stage } from './stage.ts';
import { foreignEntry } from './trail.ts';

/** Separates the records for a stage from those redriven for another one. */
export const separate = (
  records: readonly KafkaRecord[],
  fresh: readonly Unseen[],
  stage: string,
): { readonly unseen: readonly Unseen[]; readonly forOthers: readonly number[] } => {
  const isElsewhere = ({ place, defect }: Unseen): boolean => {
    const record = records[place];
    return record !== undefined && defect === undefined && isForAnother(record, stage);
  };
  const forOthers = fresh.filter(isElsewhere).map(({ place }) => place);
  return { unseen: forOthers.length === 0 ? fresh : fresh.filter((one) => !isElsewhere(one)), forOthers };
};

/** Decodes the unseen records of a batch. A record that was given up keeps its reason. */
export const decodeAll = <State, Context, Input>(
  stage: Stage<State, Context, Input>,
  records: readonly KafkaRecord[],
  unseen: readonly Unseen[],
  givenUp: GivenUp | undefined,
): readonly Decoded<Input>[] =>
  unseen.flatMap(({ place, defect }) => {
    const record = records[place];
    if (record === undefined) return [];
    if (record.offset !== givenUp?.[0]) return [decodeFor(stage, record, defect)];
    const [, reason, error] = givenUp;
    return [{ record, poison: new PoisonError(reason, error) }];
  });

export const inputsOf = <Input>(decoded: readonly Decoded<Input>[]): readonly Input[] =>
  decoded.flatMap(({ input }) => (input === undefined ? [] : [input]));

/** The entries of the events that no stage has emitted. */
export const foreignEntries = <Input>(decoded: readonly Decoded<Input>[]): readonly TrailEntry[] =>
  decoded.flatMap(({ record, input }) => (isEnvelope(input) ? (foreignEntry(record, input) ?? []) : []));
