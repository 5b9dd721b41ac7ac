import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a bundle, as stack traces name it. */
const PLACE = /((?:file:\/\/)?\/[^\s():"']+\.mjs):(\d+):(\d+)/g;

/** The source map beside a module. */
const mapOf = (file: string): SourceMap | undefined => {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
};

const sourceOf = (module: string, line: number, column: number): string | undefined => {
  const file = module.startsWith('file:') ? fileURLToPath(module) : module;
  const origin = mapOf(file)?.findOrigin(line, column);
  if (origin === undefined || !('fileName' in origin)) return undefined;
  return `${path.resolve(path.dirname(file), origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`;
};

/**
 * A text with the places in bundles replaced by those in their sources. It is done here, for the few lines that have
 * any: with `--enable-source-maps` each function's thread would keep all maps in memory.
 */
export const atSource = (text: string): string =>
  text.includes('.mjs:')
    ? text.replace(
        PLACE,
        (place, module, line, column) => sourceOf(module, Number(line), Number(column)) ?? place,
      )
    : text;
