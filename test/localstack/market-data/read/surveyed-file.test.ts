import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainFile } from '../../../../localstack/market-data/files/data-file.ts';
import { InstrumentBook } from '../../../../localstack/market-data/instruments/instrument-book.ts';
import { timeOfRow } from '../../../../localstack/market-data/market-row.ts';
import { planFile } from '../../../../localstack/market-data/read/file-plan.ts';
import { readSettings } from '../../../../localstack/market-data/read/read-settings.ts';
import { RowBudget, surveyFile } from '../../../../localstack/market-data/read/surveyed-file.ts';
import { istText, lines, written } from '../read-texts.ts';

const text = (...minutes: readonly number[]): string =>
  lines(
    'date,open,high,low,close',
    ...minutes.map((minute) => `2024-01-02 09:${minute}:00,${minute},${minute},${minute},${minute}`),
  );

const survey = async (content: string, rows: number) => {
  const folder = await written({ 'INFY.csv': content });
  const settings = readSettings({});
  const book = new InstrumentBook(undefined);
  const plan = await planFile(plainFile(join(folder, 'INFY.csv'), 'plain'), settings, book);
  return surveyFile(plan, settings, book, new RowBudget(rows));
};

const minutesOf = async (file: Awaited<ReturnType<typeof survey>>): Promise<readonly string[]> => {
  const minutes: string[] = [];
  for await (const { rows } of file.open())
    minutes.push(...rows.map((row) => istText(timeOfRow(row)).slice(14, 16)));
  return minutes;
};

describe('surveyFile', () => {
  it.each([2, 10])('gives the rows again and again, with memory for %i of 4', async (rows) => {
    const file = await survey(text(15, 16, 17, 18), rows);

    expect(file).toMatchObject({ taken: 4, wasReordered: false });
    expect(await minutesOf(file)).toEqual(['15', '16', '17', '18']);
    expect(await minutesOf(file)).toEqual(['15', '16', '17', '18']);
  });

  it('puts rows in order that memory has room for', async () => {
    const file = await survey(text(17, 15, 18, 16), 4);

    expect(file).toMatchObject({ taken: 4, wasReordered: true });
    expect(await minutesOf(file)).toEqual(['15', '16', '17', '18']);
  });

  it('refuses a file that is not in order of time and larger than the memory for it', async () => {
    await expect(survey(text(15, 17, 16, 18), 3)).rejects.toThrow(
      /INFY.csv, line 4 is of an earlier time than the row before it, .* sort it by time first, or split it by day/,
    );
  });

  it('gives room back that a file does not need', () => {
    const budget = new RowBudget(5);

    expect([budget.take(4), budget.take(2)]).toEqual([true, false]);
    budget.give(4);
    expect(budget.take(5)).toBe(true);
  });
});
