import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { allDays } from '../infra/calendar/year-page.ts';
import { pythonTool } from './support/python-tool.ts';

/*
 * Compares the calendar with exchange_calendars and pandas_market_calendars of PyPI. It fails on a difference that
 * test/python/calendars.py does not name. It is no part of `npm test`: it fetches 60 MB, and the tables change once a year.
 */

const SCRIPT = join(import.meta.dirname, 'python/calendars.py');

const tool = await pythonTool('calendars');
if (tool.found) {
  const { status } = spawnSync(tool.command, [SCRIPT], {
    input: JSON.stringify(allDays()),
    env: { ...process.env, ...tool.environment },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  process.exitCode = status ?? 1;
} else {
  console.error(`Not run: ${tool.reason}`);
  process.exitCode = 1;
}
