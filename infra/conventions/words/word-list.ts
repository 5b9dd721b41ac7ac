import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** The word list, from the project's root. */
export const WORD_LIST_PATH = 'docs/words.json';

const wordListFile = z.strictObject({
  words: z.array(
    z.strictObject({
      not: z.array(z.string().regex(/^[a-z][a-z -]*$/)).min(1),
      write: z.string().min(1),
      /** Refused inside identifiers and file names as well. */
      inNames: z.boolean().default(false),
    }),
  ),
  maxSentenceWords: z.int().positive(),
});

/** The words that the project does not use, and what to write instead. */
export interface WordList {
  /** Matches each refused phrase, over the line breaks and comment marks that may split it. */
  readonly inProse: RegExp;
  /** Refused parts of identifiers and file names, in lower case. */
  readonly inNames: ReadonlySet<string>;
  /** Refused phrase, in lower case → what to write. */
  readonly instead: ReadonlyMap<string, string>;
  readonly maxSentenceWords: number;
}

const patternOf = (phrase: string): string => phrase.replaceAll(' ', '[\\s*/#]+');

/** @throws ZodError where the text is not a word list. */
export const parseWordList = (text: string): WordList => {
  const { words, maxSentenceWords } = wordListFile.parse(JSON.parse(text));
  const phrases = words.flatMap(({ not, write, inNames }) =>
    not.map((phrase) => ({ phrase, write, inNames })),
  );
  return {
    inProse: new RegExp(
      `(?<![\\w-])(?:${phrases.map(({ phrase }) => patternOf(phrase)).join('|')})(?!\\w)`,
      'gi',
    ),
    inNames: new Set(phrases.filter(({ inNames }) => inNames).map(({ phrase }) => phrase)),
    instead: new Map(phrases.map(({ phrase, write }) => [phrase, write])),
    maxSentenceWords,
  };
};

export const readWordList = (root: string): WordList =>
  parseWordList(readFileSync(join(root, WORD_LIST_PATH), 'utf8'));
