import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { messageOf } from '../../../shared/errors.ts';
import type { Candle } from '../../../shared/kite/candles.ts';
import { CommandFailure } from '../command-failure.ts';
import { endOfDay, type Part, type Wanted } from './wanted.ts';

const storedPart = z.object({
  from: z.string(),
  to: z.string(),
  /** Time of the request to Kite. */
  as_of: z.iso.datetime(),
});

/** A part that was fetched. Its candles are in a file of its own. */
export type StoredPart = z.infer<typeof storedPart>;

const requestSchema = z.object({
  instrument_token: z.int(),
  contract: z.string().optional(),
  interval: z.string(),
  from: z.string(),
  continuous: z.boolean(),
  oi: z.boolean(),
});

const stateSchema = z.object({ request: requestSchema, parts: z.array(storedPart) });

const candleSchema = z.tuple([
  z.iso.datetime(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number().optional(),
]);
const candlesSchema = z.array(candleSchema);

const requestOf = ({
  instrument,
  interval,
  from,
  continuous,
  oi,
}: Wanted): z.infer<typeof requestSchema> => ({
  instrument_token: instrument.token,
  ...(instrument.contract !== undefined && { contract: instrument.contract }),
  ...{ interval, from, continuous, oi },
});

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Parses a file; undefined if it is missing, cut or of another shape. */
const readJson = <Value>(file: string, schema: z.ZodType<Value>): Value | undefined => {
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw new CommandFailure('usage', 'PARTS_UNREADABLE', `cannot read ${file}: ${messageOf(error)}`);
  }
};

const isSame = (one: Part, other: Part): boolean => one.from === other.from && one.to === other.to;

/** Whether a part has all that Kite will ever have of its days: it was fetched after the last of them. */
const isFinal = ({ to, as_of }: StoredPart): boolean => Date.parse(as_of) >= endOfDay(to);

/**
 * Fetched parts in a folder beside the output. An interrupted command continues with them. A file is complete or not
 * there, and the list of parts is written after the part's file.
 */
export class PartStore {
  readonly folder: string;
  readonly #request: z.infer<typeof requestSchema>;
  #parts: readonly StoredPart[];

  /**
   * Opens the parts of a request, or starts without any.
   * @throws CommandFailure `OTHER_HISTORY` if the folder has parts of another request
   */
  constructor(out: string, wanted: Wanted) {
    this.folder = `${out}.parts`;
    this.#request = requestOf(wanted);
    const state = readJson(join(this.folder, 'state.json'), stateSchema);
    const difference = state === undefined ? undefined : this.#differenceOf(state.request);
    if (difference !== undefined) {
      throw new CommandFailure(
        'usage',
        'OTHER_HISTORY',
        `${this.folder} has parts of another request, whose ${difference}: give another --out, or remove the folder`,
      );
    }
    this.#parts = state?.parts ?? [];
  }

  #differenceOf(stored: z.infer<typeof requestSchema>): string | undefined {
    const names = Object.keys(requestSchema.shape) as (keyof typeof stored)[];
    const name = names.find((each) => stored[each] !== this.#request[each]);
    return name === undefined ? undefined : `${name} is ${stored[name]}, not ${this.#request[name]}`;
  }

  /** The candles of a part that is complete; undefined if it has to be fetched. */
  find(part: Part): { readonly stored: StoredPart; readonly candles: readonly Candle[] } | undefined {
    const stored = this.#parts.find((known) => isSame(known, part));
    if (stored === undefined || !isFinal(stored)) return undefined;
    const candles = this.read(stored);
    return candles === undefined ? undefined : { stored, candles };
  }

  read(part: Part): readonly Candle[] | undefined {
    return readJson(this.#fileOf(part), candlesSchema);
  }

  add(stored: StoredPart, candles: readonly Candle[]): void {
    this.#write(this.#fileOf(stored), JSON.stringify(candles));
    this.#parts = [...this.#parts.filter((known) => !isSame(known, stored)), stored];
    const state: z.infer<typeof stateSchema> = { request: this.#request, parts: [...this.#parts] };
    this.#write(join(this.folder, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`);
  }

  /** A name for a file that is being written: of this process alone, and gone with the folder. */
  draft(): string {
    return join(this.folder, `${randomUUID()}.draft`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #fileOf({ from, to }: Part): string {
    return join(this.folder, `${from}_${to}.json`);
  }

  #write(file: string, text: string): void {
    const draft = this.draft();
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(draft, text);
      renameSync(draft, file);
    } catch (error) {
      throw new CommandFailure('usage', 'PARTS_UNWRITABLE', `cannot write ${file}: ${messageOf(error)}`);
    }
  }
}
