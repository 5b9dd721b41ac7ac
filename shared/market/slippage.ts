import * as z from 'zod';
import { type Instrument, SEGMENTS, type Segment } from './instrument.ts';

/** What a market order loses to the last price on average, if the book is not known. */
export type Slippage = { readonly ticks: number } | { readonly basisPoints: number };

/**
 * Assumptions: no public source states spreads by segment. Shares and index futures have 2 bp. For comparison, NSE takes
 * a share into NIFTY 50 if an order of ₹10 crore costs at most 50 bp (index methodology). Options have two ticks, because
 * basis points say nothing of a small premium. Near contracts of currencies and commodities have one tick. BSE, BCD and
 * NCO have twice of that, because they trade less.
 */
const DEFAULTS: Readonly<Record<Segment, Slippage>> = {
  NSE: { basisPoints: 2 },
  BSE: { basisPoints: 4 },
  INDICES: { basisPoints: 2 },
  'NFO-FUT': { basisPoints: 2 },
  'BFO-FUT': { basisPoints: 4 },
  'NFO-OPT': { ticks: 2 },
  'BFO-OPT': { ticks: 4 },
  'CDS-FUT': { ticks: 1 },
  'CDS-OPT': { ticks: 2 },
  'BCD-FUT': { ticks: 2 },
  'BCD-OPT': { ticks: 4 },
  'MCX-FUT': { ticks: 1 },
  'MCX-OPT': { ticks: 2 },
  'NCO-FUT': { ticks: 2 },
  'NCO-OPT': { ticks: 4 },
};

/** Slippage that a deployment sets. */
export interface SlippageSettings {
  /** Of every segment that `bySegment` does not have; absent: the defaults. */
  readonly slippageBasisPoints?: number | undefined;
  readonly bySegment?: Readonly<Partial<Record<Segment, Slippage>>> | undefined;
}

/** The first that is set: of the instrument, of its segment, of all segments, the segment's default. */
export const slippageOf = (
  { segment, slippage_ticks, slippage_basis_points }: Instrument,
  { slippageBasisPoints, bySegment }: SlippageSettings,
): Slippage => {
  if (slippage_ticks !== undefined) return { ticks: slippage_ticks };
  if (slippage_basis_points !== undefined) return { basisPoints: slippage_basis_points };
  const ofSegment = bySegment?.[segment];
  if (ofSegment !== undefined) return ofSegment;
  return slippageBasisPoints === undefined ? DEFAULTS[segment] : { basisPoints: slippageBasisPoints };
};

const MAX_BASIS_POINTS = 500;
const MAX_TICKS = 1_000;
const PAIR = /^\s*([A-Z-]+)\s*=\s*(\d+(?:\.\d+)?)(bp|ticks?)\s*$/;

const segmentNamed = (name: string | undefined): Segment | undefined =>
  SEGMENTS.find((segment) => segment === name);

const parsePair = (text: string): readonly [Segment, Slippage] | undefined => {
  const [, name, value, unit] = PAIR.exec(text) ?? [];
  const segment = segmentNamed(name);
  const number = Number(value);
  if (segment === undefined || number > (unit === 'bp' ? MAX_BASIS_POINTS : MAX_TICKS)) return undefined;
  return [segment, unit === 'bp' ? { basisPoints: number } : { ticks: number }];
};

const slippage = z.union([z.object({ ticks: z.number() }), z.object({ basisPoints: z.number() })]);

/** Slippage by segment, such as `NFO-OPT=3ticks,NSE=1.5bp`. */
export const slippageText = z
  .string()
  .default('')
  .transform((text, context) => {
    const parts = text.split(',').filter((part) => part.trim() !== '');
    const pairs = parts.map(parsePair);
    const bad = parts.find((_, index) => pairs[index] === undefined);
    const table = Object.fromEntries(pairs.filter((pair) => pair !== undefined));
    if (bad === undefined && Object.keys(table).length === parts.length) return table;
    const why = bad === undefined ? 'a segment is repeated' : `"${bad.slice(0, 40)}" is not such a pair`;
    context.addIssue({
      code: 'custom',
      message: `must be slippage by segment, at most ${MAX_BASIS_POINTS}bp or ${MAX_TICKS}ticks, like NSE=1.5bp,NFO-OPT=3ticks: ${why}`,
    });
    return z.NEVER;
  })
  .pipe(z.partialRecord(z.enum(SEGMENTS), slippage));
