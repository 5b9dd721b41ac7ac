import type { Entry, Subject } from './entry.ts';
import type { Query, Word } from './words.ts';

/**
 * How well a row matches. `subject`: a contract of exactly what the query names. The number is only compared.
 */
const LEVELS = { exact: 0, subject: 1, prefix: 1, word: 2, part: 3, no: 9 } as const;

/** Shorter pieces of a word are in every name. */
const MIN_PART_LENGTH = 3;

/** How well the names of a subject match a word; computed once for all its contracts. */
const subjectLevel = ({ underlying, names }: Subject, text: string, isWhole: boolean): number => {
  if (underlying === text) return LEVELS.exact;
  if (isWhole) return names.includes(` ${text} `) ? LEVELS.word : LEVELS.no;
  if (names.includes(` ${text}`)) return LEVELS.word;
  return text.length >= MIN_PART_LENGTH && names.includes(text) ? LEVELS.part : LEVELS.no;
};

/** How well a row matches one word by its letters. */
const textLevel = (
  { symbol, isContract }: Entry,
  bySubject: number,
  text: string,
  isWhole: boolean,
): number => {
  if (symbol === text) return LEVELS.exact;
  // The contracts of NIFTY come before those of NIFTYNXT50, whose symbols begin alike.
  if (bySubject === LEVELS.exact) return isContract ? LEVELS.subject : LEVELS.exact;
  if (isWhole) return bySubject;
  if (symbol.startsWith(text)) return isContract ? LEVELS.word : LEVELS.prefix;
  if (bySubject !== LEVELS.no) return bySubject;
  return text.length >= MIN_PART_LENGTH && symbol.includes(text) ? LEVELS.part : LEVELS.no;
};

const phraseLevel = (entry: Entry, subject: Subject | undefined, { phrase, plainPhrase }: Query): number => {
  if (entry.squeezed === phrase) return LEVELS.exact;
  if (plainPhrase === '') return LEVELS.no;
  if (entry.squeezed === plainPhrase) return LEVELS.exact;
  if (subject?.underlying !== plainPhrase) return LEVELS.no;
  return entry.isContract ? LEVELS.subject : LEVELS.exact;
};

/** A word with a meaning must be a whole word of a name, unless it stands alone: `ce` is not meant as part of RELIANCE. */
const isWholeOnly = ({ means }: Word, { words }: Query): boolean => means !== undefined && words.length > 1;

/**
 * The level of each row for a query: lower is better, undefined does not match. A row matches if each word does, by its
 * meaning or its letters.
 */
export const levelFor = (
  query: Query,
  subjects: readonly Subject[],
): ((entry: Entry) => number | undefined) => {
  const words = query.words.map((word) => {
    const isWhole = isWholeOnly(word, query);
    const levels = subjects.map((subject) => subjectLevel(subject, word.text, isWhole));
    return { ...word, isWhole, levels };
  });
  // Most rows lack the strike or the month, which is quick to see.
  words.sort((a, b) => Number(a.means === undefined) - Number(b.means === undefined));
  return (entry) => {
    if (query.words.length > 1 && entry.squeezed === query.phrase) return LEVELS.exact;
    let level = -1;
    for (const { text, means, isWhole, levels } of words) {
      if (means?.(entry) === true) continue;
      const byPhrase = means === undefined ? phraseLevel(entry, subjects[entry.subject], query) : LEVELS.no;
      const byText =
        byPhrase !== LEVELS.no
          ? byPhrase
          : textLevel(entry, levels[entry.subject] ?? LEVELS.no, text, isWhole);
      if (byText === LEVELS.no) return undefined;
      level = Math.max(level, byText);
    }
    return level === -1 ? LEVELS.word : level;
  };
};

/**
 * The rank of a result. Close matches come before parts of words; among them shares and indices before contracts.
 */
export const rankOf = (level: number, isContract: boolean): number => {
  if (level === LEVELS.exact) return 0;
  const isClose = level < LEVELS.part;
  return (isClose ? 1 : 5) + (isContract ? 2 : 0) + (isClose ? level - 1 : 0);
};
