import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { messageOf } from '../../shared/errors.ts';
import type { Input } from './command.ts';
import { usageError } from './command-failure.ts';

const anObject = z.record(z.string(), z.unknown());

/**
 * The JSON object in a file, or in standard input for `-`.
 * @throws CommandFailure `USAGE`
 */
export const readJsonObject = async (
  path: string,
  input: Input,
): Promise<Readonly<Record<string, unknown>>> => {
  const content = await (path === '-' ? text(input) : readFile(path, 'utf8')).catch((error: unknown) => {
    throw usageError(`cannot read ${path}: ${messageOf(error)}`);
  });
  try {
    return anObject.parse(JSON.parse(content));
  } catch (error) {
    throw usageError(
      `${path} is not a JSON object${error instanceof SyntaxError ? `: ${error.message}` : ''}`,
    );
  }
};
