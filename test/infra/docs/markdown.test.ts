import { expect, it } from 'vitest';
import { codes, page, table } from '../../../infra/docs/markdown.ts';

it('a table keeps what would end a cell or a row', () => {
  expect(table(['a', 'b'], [['x|y', 'one\ntwo']])).toBe('| a | b |\n| --- | --- |\n| x\\|y | one two |');
});

it('no codes are a dash', () => {
  expect(codes([])).toBe('–');
  expect(codes(['a', 'b'])).toBe('`a`, `b`');
});

it('a page names its source, and ends with a line break', () => {
  expect(page('Topics', 'shared/x.ts', 'text')).toBe(
    '# Topics\n\nGenerated from `shared/x.ts` by `npm run docs`; do not edit.\n\ntext\n',
  );
});
