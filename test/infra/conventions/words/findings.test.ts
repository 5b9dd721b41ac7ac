import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wordFindings } from '../../../../infra/conventions/words/findings.ts';
import { parseWordList, WORD_LIST_PATH } from '../../../../infra/conventions/words/word-list.ts';

const LIST = parseWordList(
  JSON.stringify({
    words: [
      { not: ['yonder', 'over yonder way'], write: 'there' },
      { not: ['wherry', 'wherries'], write: 'boat', inNames: true },
    ],
    maxSentenceWords: 6,
  }),
);

const found = (path: string, text: string): readonly string[] => wordFindings(path, text, LIST);

describe('a refused word in TypeScript', () => {
  it('is found in each kind of comment, with its line and its replacement', () => {
    expect(found('shared/a.ts', '// Yonder.\nconst a = 1;\n/** One\n * yonder. */')).toEqual([
      'shared/a.ts:1: "yonder" [words]; write: there',
      'shared/a.ts:4: "yonder" [words]; write: there',
    ]);
  });

  it('is found as a phrase that line breaks and comment marks split', () => {
    expect(found('shared/a.ts', '// over\n// yonder way\nf();\n/**\n * over\n * yonder way\n */')).toEqual([
      'shared/a.ts:1: "over yonder way" [words]; write: there',
      'shared/a.ts:5: "over yonder way" [words]; write: there',
    ]);
  });

  it('is found in the names of tests, in messages and in templates', () => {
    const text = [
      "it('stands yonder', run);",
      `throw new Error(\`yonder lies \${\`nested \${1} yonder too\`} and yonder again\`);`,
    ].join('\n');

    expect(found('test/a.test.ts', text)).toHaveLength(4);
  });

  it('is not found in a string of one word, in a longer word or in code', () => {
    expect(found('shared/a.ts', "const yonder = 'yonder'; // yonderly\nconst a = /yonder b/;")).toEqual([]);
  });

  it('is found inside identifiers and file names if its entry has inNames', () => {
    const text = 'const aWherry = 1;\nconst WHERRIES_MAX = 2;\nconst wherrying = 3;\ntype HTTPWherry = 4;';

    expect(found('shared/the-wherry.ts', text)).toEqual([
      'shared/the-wherry.ts:1: "wherry" [words]; write: boat',
      'shared/the-wherry.ts:1: "wherry" [words]; write: boat',
      'shared/the-wherry.ts:2: "wherries" [words]; write: boat',
      'shared/the-wherry.ts:4: "wherry" [words]; write: boat',
    ]);
  });
});

describe('a refused word in other files', () => {
  it('is found in Markdown, but not in code, link targets or HTML comments', () => {
    const page = '# Yonder\n\n`yonder` [page](yonder.md) <!-- yonder -->\n\n```\nyonder\n```\nand yonder\n';

    expect(found('docs/a.md', page)).toEqual([
      'docs/a.md:1: "yonder" [words]; write: there',
      'docs/a.md:8: "yonder" [words]; write: there',
    ]);
  });

  it('is found in the comments and values of YAML', () => {
    expect(found('serverless.yml', '# over\n# yonder way\nDescription: yonder\n')).toHaveLength(2);
  });
});

describe('a long sentence', () => {
  it('is found in Markdown, with the line of its beginning', () => {
    expect(found('docs/a.md', 'Short one. This one has\nseven words in it.\n')).toEqual([
      'docs/a.md:1: a sentence of 7 words [words]; write two of at most 6',
    ]);
  });

  it('ends with its paragraph, its list item, its cell, its heading and its line of a cell', () => {
    const page =
      '# one two three\nfour five six\n\n- one two three\n- four five six\n\n| a b c | d e f<br>g h i |\n';

    expect(found('docs/a.md', page)).toEqual([]);
  });

  it('counts inline code as one word and punctuation as no word', () => {
    expect(found('docs/a.md', 'One `two words and more` – three – four.\n')).toEqual([]);
  });

  it('is not found in comments', () => {
    expect(found('shared/a.ts', '// one two three four five six seven eight')).toEqual([]);
  });
});

describe('the word list', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../../..', WORD_LIST_PATH), 'utf8');
  const phrases: readonly string[] = JSON.parse(text).words.flatMap(({ not }: { not: string[] }) => not);

  it('has each phrase once', () => {
    expect(phrases).toEqual([...new Set(phrases)]);
  });

  it.each(phrases)('refuses "%s" in a comment', (phrase) => {
    expect(wordFindings('shared/a.ts', `// A ${phrase} b`, parseWordList(text))).toHaveLength(1);
  });
});
