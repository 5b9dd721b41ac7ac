import * as z from 'zod';
import { STRATEGY_TYPES } from '../../functions/strategy-runner/strategies/registry.ts';
import type { StrategyType } from '../../functions/strategy-runner/strategies/strategy.ts';
import { AlphaPandaError } from '../../shared/errors.ts';
import { product } from '../../shared/events/data/fields.ts';
import type { Instrument } from '../../shared/market/instrument.ts';
import type { SeedItem } from '../dev/seed/seed-item.ts';

/** A strategy of the command line: `--strategy momentum --param lookback_period=10`. */
export interface ChosenStrategy {
  /** The type; a second one of the same type is `momentum-2`. */
  readonly id: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

type ParameterValue = number | boolean | string;

/** An option of the command line, in its order. */
export interface OptionToken {
  readonly name: string;
  readonly value: string;
}

const refused = (message: string, cause?: unknown): AlphaPandaError =>
  new AlphaPandaError('BAD_OPTION', message, { cause });

const typeOf = (name: string): StrategyType => {
  const found = STRATEGY_TYPES.find(({ type }) => type === name);
  if (found !== undefined) return found;
  throw refused(
    `--strategy ${name} is not a strategy: there are ${STRATEGY_TYPES.map(({ type }) => type).join(', ')}`,
  );
};

const namesOf = ({ parameters }: StrategyType): readonly string[] =>
  Object.keys(z.toJSONSchema(parameters, { io: 'input' }).properties ?? {});

const parameterValue = (text: string): ParameterValue => {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
};

const parameterOf = (strategy: StrategyType, text: string): readonly [string, ParameterValue] => {
  const equals = text.indexOf('=');
  if (equals < 1) throw refused(`--param ${text}: write name=value, such as quantity=10`);
  const name = text.slice(0, equals);
  const names = namesOf(strategy);
  if (names.includes(name)) return [name, parameterValue(text.slice(equals + 1))];
  throw refused(`--param ${name} is no parameter of ${strategy.type}: it has ${names.join(', ')}`);
};

/** @throws AlphaPandaError `INVALID_PARAMETERS` for values that the strategy refuses */
const chosen = (strategy: StrategyType, id: string, texts: readonly string[]): ChosenStrategy => {
  const parameters = Object.fromEntries(texts.map((text) => parameterOf(strategy, text)));
  strategy.configure(parameters);
  return { id, type: strategy.type, parameters };
};

/**
 * The strategies of `--strategy` and the `--param` after each.
 * @throws AlphaPandaError `BAD_OPTION` that lists the valid names, `INVALID_PARAMETERS`
 */
export const chosenStrategies = (options: readonly OptionToken[]): readonly ChosenStrategy[] => {
  const wanted: { readonly strategy: StrategyType; readonly params: string[] }[] = [];
  for (const { name, value } of options) {
    if (name === 'strategy') wanted.push({ strategy: typeOf(value), params: [] });
    if (name !== 'param') continue;
    const last = wanted.at(-1);
    if (last === undefined) throw refused(`--param ${value} comes before its --strategy: write it after`);
    last.params.push(value);
  }
  return wanted.map(({ strategy, params }, place) => {
    const before = wanted.slice(0, place).filter((other) => other.strategy === strategy).length;
    return chosen(strategy, before === 0 ? strategy.type : `${strategy.type}-${before + 1}`, params);
  });
};

const nameOf = ({ exchange, tradingsymbol }: Instrument): string => `${exchange}:${tradingsymbol}`;

const isNamed = (instrument: Instrument, name: string): boolean =>
  [nameOf(instrument), instrument.tradingsymbol].some(
    (known) => known.toUpperCase() === name.toUpperCase(),
  ) || String(instrument.instrument_token) === name;

export type Product = z.infer<typeof product>;

/** @throws AlphaPandaError `BAD_OPTION` */
export const productOf = (text: string | undefined): Product | undefined => {
  if (text === undefined) return undefined;
  const { data } = product.safeParse(text);
  if (data !== undefined) return data;
  throw refused(`--product "${text}" is not one of ${product.options.join(', ')}`);
};

const MAX_NAMES = 20;

/**
 * The tokens of `--instruments`; all instruments of the files by default.
 * @throws AlphaPandaError `BAD_OPTION` that lists the instruments
 */
export const chosenTokens = (
  list: string | undefined,
  instruments: readonly Instrument[],
): readonly number[] => {
  if (list === undefined) return instruments.map(({ instrument_token }) => instrument_token);
  const tokens = list.split(',').map((text) => {
    const name = text.trim();
    const found = instruments.find((instrument) => isNamed(instrument, name));
    if (found !== undefined) return found.instrument_token;
    const names = instruments.slice(0, MAX_NAMES).map(nameOf).join(', ');
    const more = instruments.length > MAX_NAMES ? ` and ${instruments.length - MAX_NAMES} more` : '';
    throw refused(`--instruments: "${name}" is not in the files, which have ${names}${more}`);
  });
  return [...new Set(tokens)];
};

/** Items of the strategies table: active, and on paper only. */
export const strategyItems = (
  strategies: readonly ChosenStrategy[],
  instruments: readonly number[],
  named: Product | undefined,
): readonly SeedItem[] =>
  strategies.map(({ id, type, parameters }) => ({
    table: 'strategies',
    item: {
      strategy_id: id,
      type,
      instruments,
      parameters,
      ...(named === undefined ? {} : { product: named }),
      is_active: true,
      zerodha_trading_enabled: false,
      version: 1,
    },
  }));
