import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const REFUSED: ReadonlyMap<string, RegExp> = new Map([
  ['a task', /(?:\/\/|\*)\s*(?:TODO|FIXME|XXX|HACK)\b/],
  ['a suppression of type errors', /(?:\/\/|\/?\*)\s*@ts-(?:ignore|nocheck|expect-error)/],
]);

/** A task belongs in the issue tracker, and the compiler checks every line. */
export const comments: Rule = {
  name: 'comments',
  remedy: 'do the task or open an issue; use unknown and a type guard',
  check: (tree) =>
    perFile(tree, isSource, ({ text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          [...REFUSED]
            .filter(([, pattern]) => pattern.test(line))
            .map(([what]) => ({ line: index + 1, problem: `${what}: ${line.trim()}` })),
        ),
    ),
};
