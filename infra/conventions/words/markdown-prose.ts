import type { Passage } from './typescript-prose.ts';

const blank = (text: string): string => text.replace(/\S/g, ' ');

/** The page with fenced blocks, link targets and HTML comments as spaces, and each inline code as one word. */
export const withoutCode = (page: string): string =>
  page
    .replace(/^ *```[\s\S]*?^ *```/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/`[^`]+`/g, (code) => `\`${'_'.repeat(code.length - 2)}\``)
    .replace(/(?<=\])\([^)\s]+\)/g, blank);

/** The end of a paragraph, a list item, a heading, a cell or a line of a cell. */
const BLOCK_END = /\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s)|(?<=^#.*)\n|\s\|(?:\s|$)|<br>/gm;
const SENTENCE_END = /(?<=[.!?][)"*`_]*)\s+/g;

const splitAt = ({ offset, text }: Passage, separator: RegExp): readonly Passage[] => {
  const parts: Passage[] = [];
  let start = 0;
  for (const { index, 0: match } of text.matchAll(separator)) {
    parts.push({ offset: offset + start, text: text.slice(start, index) });
    start = index + match.length;
  }
  return [...parts, { offset: offset + start, text: text.slice(start) }];
};

/** The sentences of a page, in order. */
export const sentencesOf = (page: string): readonly Passage[] =>
  splitAt({ offset: 0, text: withoutCode(page) }, BLOCK_END).flatMap((block) => splitAt(block, SENTENCE_END));

/** Count of the words in a sentence: each has a letter or a digit, or is code. */
export const wordCount = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}_]/u.test(word)).length;
