import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One edit of a guide: a new file, or a diff of one place in a file. */
export interface Edit {
  /** Of the heading that it stands under. */
  readonly number: number;
  readonly path: string;
  readonly kind: 'file' | 'diff';
  readonly body: string;
}

const EDIT = /^(?:In|New file) `([^`]+)`:\n\n```(ts|diff)\n([\s\S]*?)^```$/gm;

/** The edits of a guide, in order. The numbers are those of its headings. */
export const editsIn = (guide: string): readonly Edit[] =>
  guide.split(/^## (?=\d+\. )/m).flatMap((section) =>
    [...section.matchAll(EDIT)].map(([, path = '', kind, body = '']) => ({
      number: Number.parseInt(section, 10),
      path,
      kind: kind === 'ts' ? ('file' as const) : ('diff' as const),
      body,
    })),
  );

/** The rows of the guide's last table: what is left out, which command fails, and a part of its message. */
export const failuresIn = (guide: string) =>
  [...guide.matchAll(/^\| ([^|]+) \| `([^`]+)` \| `(.+)` \|$/gm)].map(
    ([, without = '', command = '', message = '']) => ({ without, command, message }),
  );

const linesOf = (diff: string, marks: string): string =>
  diff
    .split('\n')
    .flatMap((line) => (marks.includes(line.charAt(0)) && line !== '' ? [`${line.slice(1)}\n`] : []))
    .join('');

const patched = ({ path, body }: Edit, source: string): string => {
  const before = linesOf(body, ' -');
  const parts = source.split(before);
  if (parts.length !== 2) {
    throw new Error(
      `${path} has the lines of the guide's diff ${parts.length - 1} times, not once:\n${before}`,
    );
  }
  return parts.join(linesOf(body, ' +'));
};

/** Applies an edit to the sources in a folder. */
export const applyEdit = (root: string, edit: Edit): void => {
  const file = join(root, edit.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, edit.kind === 'file' ? edit.body : patched(edit, readFileSync(file, 'utf8')));
};
