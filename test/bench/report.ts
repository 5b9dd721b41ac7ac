import type { Aim, Findings, Verdict } from './benchmark.ts';

const digits = (value: number): number => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

/** 1,234 or 12.3 or 1.23 */
export const figure = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: digits(value), minimumFractionDigits: digits(value) });

/** Whether a value reaches its aim. */
export const isMet = (value: number, aim: Aim): boolean =>
  'atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost;

const aimText = (aim: Aim): string =>
  'atLeast' in aim
    ? `at least ${aim.atLeast.toLocaleString('en')}`
    : `at most ${aim.atMost.toLocaleString('en')}`;

/** `  62.0 % of bare JSON.parse   aim: at least 60   met` */
export const verdictLines = (verdicts: readonly Verdict[]): readonly string[] => {
  const values = verdicts.map(({ value, unit }) => `${figure(value)} ${unit}`);
  const width = Math.max(0, ...values.map((text) => text.length));
  const whatWidth = Math.max(0, ...verdicts.map(({ what }) => what.length));
  return verdicts.map(({ what, value, aim }, place) => {
    const said = `${(values[place] ?? '').padStart(width)} ${what.padEnd(whatWidth)}`;
    return `  ${said}  aim: ${aimText(aim)}  ${isMet(value, aim) ? 'met' : 'MISSED'}`;
  });
};

/** Rows of cells as lines. The first column is aligned left, the others right. */
export const tableLines = (rows: readonly (readonly string[])[]): readonly string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
};

export const findingsLines = (title: string, { verdicts, lines }: Findings): readonly string[] => [
  title,
  ...verdictLines(verdicts),
  ...(verdicts.length > 0 && lines.length > 0 ? [''] : []),
  ...lines,
];
