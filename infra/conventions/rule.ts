import type { SourceFile, SourceTree } from './source-tree.ts';

/** A place where a convention is broken. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** One convention: how it is found broken, and how to mend that. */
export interface Rule {
  readonly name: string;
  /** What to do instead, in a sentence. */
  readonly remedy: string;
  check(tree: SourceTree): readonly Finding[];
}

/** The findings of a check that looks at one file at a time, in the files that it is about. */
export const perFile = (
  tree: SourceTree,
  isAbout: (path: string) => boolean,
  check: (file: SourceFile) => readonly Omit<Finding, 'path'>[],
): readonly Finding[] =>
  tree.files
    .filter(({ path }) => isAbout(path))
    .flatMap((file) => check(file).map((finding) => ({ path: file.path, ...finding })));
