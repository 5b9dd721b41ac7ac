/**
 * Identifies an emission. A stage's emissions for one upstream partition are ordered by (epoch, offset, index). So a
 * consumer that has seen one has seen all lower ones.
 */
export interface Origin {
  /** `{stage}/{topic}-{partition}`: the emitting stage and its log. */
  readonly upstream: string;
  /** When the stage's checkpoint was first made. It tells a stage that restarts on a new log from its own duplicate. */
  readonly epoch: number;
  /** The offset of the record that caused it. */
  readonly offset: number;
  /** The number of the emission among those of the record. */
  readonly index: number;
}

/** Kafka header that carries an origin as text. */
export const ORIGIN_HEADER = 'origin';

/** `{stage}/{topic}-{partition}@{epoch}.{offset}#{index}` */
export const formatOrigin = ({ upstream, epoch, offset, index }: Origin): string =>
  `${upstream}@${epoch}.${offset}#${index}`;

const PATTERN = /^([^@]{1,300})@(\d{1,15})\.(\d{1,15})#(\d{1,9})$/;

export const parseOrigin = (text: string): Origin | undefined => {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, upstream = '', epoch = '', offset = '', index = ''] = match;
  return { upstream, epoch: Number(epoch), offset: Number(offset), index: Number(index) };
};

/** The last emission seen of one upstream. */
export type Watermark = readonly [epoch: number, offset: number, index: number];

export const watermarkOf = (origin: Origin): Watermark => [origin.epoch, origin.offset, origin.index];

/** Whether an emission at or below the mark has been seen already. */
export const isSeen = (origin: Origin, mark: Watermark | undefined): boolean => {
  if (mark === undefined) return false;
  const [epoch, offset, index] = mark;
  if (origin.epoch !== epoch) return origin.epoch < epoch;
  if (origin.offset !== offset) return origin.offset < offset;
  return origin.index <= index;
};
