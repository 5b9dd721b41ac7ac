import { resolve } from 'node:path';
import { documents } from './documents.ts';
import { staleDocuments, writeDocuments } from './files.ts';

/** `node infra/docs/generate.ts` writes the generated documents; `--check` only says which are out of date. */
const main = (args: readonly string[]): number => {
  const root = resolve(import.meta.dirname, '../..');
  if (!args.includes('--check')) {
    const written = writeDocuments(root, documents());
    console.log(written.length === 0 ? 'Documents are up to date.' : `Wrote ${written.join(', ')}.`);
    return 0;
  }
  const stale = staleDocuments(root, documents());
  if (stale.length === 0) return 0;
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run docs`);
  return 1;
};

process.exitCode = main(process.argv.slice(2));
