import { describe, expect, it } from 'vitest';
import { kiteCommand } from '../../../../localstack/engines/kite/options.ts';
import { dateOfDay } from '../../../../shared/market/ist.ts';

describe('options of the simulator', () => {
  it('simulate a market without files', () => {
    expect(kiteCommand([])).toMatchObject({
      port: 4570,
      seed: 'alpha-panda',
      ticksPerSecond: 4,
      pace: { kind: 'timed', speed: 1 },
      files: [],
      rows: undefined,
      faults: { seed: undefined },
    });
  });

  it('name files, faults and rows', () => {
    const command = kiteCommand(['a.csv', '--faults', 'monday', '--fault-rate', '0.2', '--rows', '120000']);

    expect(command).toMatchObject({ rows: 120_000, faults: { seed: 'monday', rate: 0.2 } });
    expect(command.files).toEqual([expect.stringMatching(/^\/.*\/a\.csv$/)]);
  });

  it('name the day of an instruments file', () => {
    const { day, instrumentsPath } = kiteCommand(['--write-instruments', 'i.csv', '--date', '2026-11-27']);

    expect(dateOfDay(day)).toBe('2026-11-27');
    expect(instrumentsPath).toMatch(/\/i\.csv$/);
  });

  it.each([
    ['--port', '70000'],
    ['--rows', '0'],
    ['--rows', '200001'],
    ['--fault-rate', '2'],
    ['--ticks-per-second', '0'],
    ['--pace', 'lockstep'],
    ['--pace', 'fast'],
    ['--date', '2026-02-30'],
    ['--nothing', '1'],
  ])('refuse %s %s', (option, value) => {
    expect(() => kiteCommand([option, value])).toThrow(/--|Unknown|pace/);
  });
});
