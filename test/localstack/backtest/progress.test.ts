import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../../localstack/backtest/progress.ts';
import { ReplaySummary } from '../../../localstack/backtest/replay-summary.ts';

const output = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
};

const summaryOf = (ticks: number): ReplaySummary => {
  const summary = new ReplaySummary();
  summary.ticks(ticks);
  return summary;
};

describe('Progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('prints the progress and the remaining time at the same pace', () => {
    const to = output(false);
    const progress = new Progress(to);
    vi.advanceTimersByTime(30_000);

    progress.update(0.25, summaryOf(1_000));

    expect(to.written).toEqual(['25 %  1,000 ticks  0 signals  0 fills  1 min 30 s left\n']);
  });

  it('promises nothing before the first tick', () => {
    const to = output(false);

    new Progress(to).update(0, summaryOf(0));

    expect(to.written.join('')).not.toContain('left');
  });

  it.each([
    ['a terminal', true, 250],
    ['a file', false, 5_000],
  ])('writes to %s no more often than is of use', (_, isTTY, everyMs) => {
    const to = output(isTTY);
    const progress = new Progress(to);
    progress.update(0.1, summaryOf(1));
    vi.advanceTimersByTime(everyMs - 1);
    progress.update(0.2, summaryOf(2));
    vi.advanceTimersByTime(1);

    progress.update(0.3, summaryOf(3));

    expect(to.written.map((line) => /\d+ %/.exec(line)?.[0])).toEqual(['10 %', '30 %']);
  });

  it('overwrites its line on a terminal, and clears it at the end', () => {
    const to = output(true);
    const progress = new Progress(to);

    progress.update(0.5, summaryOf(5));
    progress.end();

    const clear = '\r\u001b[2K';
    expect(to.written[0]?.startsWith(`${clear}50 %`)).toBe(true);
    expect(to.written.at(-1)).toBe(clear);
  });

  it('leaves a file as it is at the end', () => {
    const to = output(false);

    new Progress(to).end();

    expect(to.written).toEqual([]);
  });
});
