import { isSource } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

const LEFTOVER = /(?:\/\/|\*)\s*(?:TODO|FIXME|XXX|HACK)\b/;

/** What is left to do is an issue, where it is seen. */
export const noLeftovers: Rule = {
  name: 'no-leftovers',
  remedy: 'do it now, or open an issue',
  check: (tree) =>
    perFile(tree, isSource, ({ text }) =>
      text
        .split('\n')
        .flatMap((line, place) =>
          LEFTOVER.test(line) ? [{ line: place + 1, problem: `a leftover: ${line.trim()}` }] : [],
        ),
    ),
};
