const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A Markdown table. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(headings), row(headings.map(() => '---')), ...rows.map(row)].join('\n');

export const code = (text: string): string => `\`${text}\``;

/** Several pieces of code, or a dash for none. */
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ') || '–';

/** A generated page: a title, where it comes from, and its parts. */
export const page = (title: string, source: string, ...parts: readonly string[]): string =>
  [`# ${title}`, `Generated from ${code(source)} by \`npm run docs\`; do not edit.`, ...parts]
    .join('\n\n')
    .concat('\n');
