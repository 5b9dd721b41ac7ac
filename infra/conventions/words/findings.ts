import { sentencesOf, withoutCode, wordCount } from './markdown-prose.ts';
import { type Passage, typeScriptText } from './typescript-prose.ts';
import type { WordList } from './word-list.ts';

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const refusedInProse = (passages: readonly Passage[], words: WordList): readonly Passage[] =>
  passages.flatMap(({ offset, text }) =>
    [...text.matchAll(words.inProse)].map((match) => ({
      offset: offset + match.index,
      text: match[0].toLowerCase().replace(/[\s*/#]+/g, ' '),
    })),
  );

const PART_BOUNDARY = /[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

const refusedInNames = (names: readonly Passage[], words: WordList): readonly Passage[] =>
  names.flatMap(({ offset, text }) =>
    text
      .split(PART_BOUNDARY)
      .map((part) => part.toLowerCase())
      .filter((part) => words.inNames.has(part))
      .map((part) => ({ offset, text: part })),
  );

const longSentences = (page: string, words: WordList): readonly Passage[] =>
  sentencesOf(page).filter(({ text }) => wordCount(text) > words.maxSentenceWords);

/** One line per refused word or long sentence of a file: where, what, what to write instead. */
export const wordFindings = (path: string, text: string, words: WordList): readonly string[] => {
  const isMarkdown = path.endsWith('.md');
  const { prose, names } = path.endsWith('.ts')
    ? typeScriptText(text)
    : { prose: [{ offset: 0, text: isMarkdown ? withoutCode(text) : text }], names: [] };
  const refused = [
    ...refusedInNames([{ offset: 0, text: path }], words),
    ...refusedInProse(prose, words),
    ...refusedInNames(names, words),
  ].map((found) => ({
    ...found,
    remedy: `write: ${words.instead.get(found.text)}`,
    text: `"${found.text}"`,
  }));
  const long = isMarkdown
    ? longSentences(text, words).map((found) => ({
        // The space before a sentence is not its beginning.
        offset: found.offset + found.text.search(/\S/),
        text: `a sentence of ${wordCount(found.text)} words`,
        remedy: `write two of at most ${words.maxSentenceWords}`,
      }))
    : [];
  return [...refused, ...long]
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, text: found, remedy }) => `${path}:${lineAt(text, offset)}: ${found} [words]; ${remedy}`);
};
