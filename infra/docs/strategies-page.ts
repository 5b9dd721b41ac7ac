import * as z from 'zod';
import { STRATEGY_TYPES } from '../../functions/strategy-runner/strategies/registry.ts';
import type { StrategyType } from '../../functions/strategy-runner/strategies/strategy.ts';

/** What the table needs of one parameter's JSON Schema. */
const parameterSchema = z.object({
  type: z.string(),
  minimum: z.number(),
  maximum: z.number(),
  default: z.number(),
  description: z.string(),
});

const objectSchema = z.object({ properties: z.record(z.string(), parameterSchema) });

/** 1e-5 is no way to write a bound for people. */
const plain = (value: number): string =>
  value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 10 });

const parameterRows = (strategy: StrategyType): string[] => {
  const { properties } = objectSchema.parse(z.toJSONSchema(strategy.parameters, { io: 'input' }));
  return Object.entries(properties).map(
    ([name, { type, minimum, maximum, default: usual, description }]) =>
      `| \`${name}\` | ${type} | ${plain(usual)} | ${plain(minimum)} to ${plain(maximum)} | ${description} |`,
  );
};

const section = (strategy: StrategyType): string => {
  const { warmUp, packedSize } = strategy.configure({});
  return [
    `### ${strategy.title}`,
    '',
    `\`type: ${strategy.type}\``,
    '',
    strategy.rule,
    '',
    '| parameter | type | default | bounds | meaning |',
    '|---|---|---|---|---|',
    ...parameterRows(strategy),
    '',
    `With the defaults it needs ${warmUp} ticks before it can signal, and ${packedSize} numbers of state per instrument.`,
  ].join('\n');
};

/**
 * The reference of all strategies in Markdown, made from their schemas, so that it cannot say what the code does
 * not do.
 * @throws when a parameter has no bounds, default or description.
 */
export const strategyDocs = (types: readonly StrategyType[] = STRATEGY_TYPES): string =>
  types.map(section).join('\n\n');
