/** Which emission this is: the n-th thing that a stage emitted for one record. */
export interface Origin {
  /** `{stage}/{topic}-{partition}`: one upstream, whose emissions come in order. */
  readonly upstream: string;
  /** The offset of the record that caused it. */
  readonly offset: number;
  /** The place among what that record caused. */
  readonly index: number;
}

/** Kafka header that carries an origin as text. */
export const ORIGIN_HEADER = 'origin';

/** `{stage}/{topic}-{partition}@{offset}#{index}` */
export const formatOrigin = (origin: Origin): string => `${origin.upstream}@${origin.offset}#${origin.index}`;

const PATTERN = /^([^@]{1,300})@(\d{1,16})#(\d{1,9})$/;

export const parseOrigin = (text: string): Origin | undefined => {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, upstream = '', offset = '', index = ''] = match;
  return { upstream, offset: Number(offset), index: Number(index) };
};

/** An upstream's high-water mark: offset and index of the last emission seen. */
export type Watermark = readonly [offset: number, index: number];

/** Whether an emission at or below the mark has been seen already. */
export const isSeen = (origin: Origin, mark: Watermark | undefined): boolean =>
  mark !== undefined && (origin.offset < mark[0] || (origin.offset === mark[0] && origin.index <= mark[1]));
