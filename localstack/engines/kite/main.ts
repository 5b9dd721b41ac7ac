import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { messageOf } from '../../../shared/errors.ts';
import { dateOfDay } from '../../../shared/market/ist.ts';
import { serverMain } from '../../local-only/server-main.ts';
import { DEMO_APP } from './accounts.ts';
import { instrumentsCsv } from './instruments/instruments-csv.ts';
import { instrumentsOfDay, manyInstruments } from './instruments/list-instruments.ts';
import { type KiteCommand, kiteCommand, USAGE } from './options.ts';
import { startSimulator } from './simulator.ts';

const writeInstruments = (path: string, { day, rows }: KiteCommand): void => {
  const instruments = rows === undefined ? instrumentsOfDay(dateOfDay(day)) : manyInstruments(day, rows);
  const csv = instrumentsCsv(instruments);
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(csv) : csv);
  console.log(`${path}: ${instruments.length} instruments of ${dateOfDay(day)}.`);
};

const onEnd = (error?: unknown): void => {
  if (error === undefined) {
    console.error('The files are at their end. Prices and candles stay until the simulator is stopped.');
    return;
  }
  console.error(`the market ended: ${messageOf(error)}`);
  process.exitCode = 1;
};

const announcementOf = (url: string) => ({
  kite_api_url: url,
  kite_ticker_url: url.replace('http:', 'ws:'),
  login_url: `${url}/connect/login?v=3&api_key=${DEMO_APP.apiKey}`,
  faults_url: `${url}/simulator/faults`,
});

const run = async (): Promise<void> => {
  const command = kiteCommand(process.argv.slice(2));
  if (command.isHelp) {
    console.log(USAGE);
    return;
  }
  if (command.instrumentsPath !== undefined) {
    writeInstruments(command.instrumentsPath, command);
    return;
  }
  await serverMain('npm run kite -- --help shows the options.', async () => {
    const { url, close } = await startSimulator(command, onEnd);
    return { announcement: announcementOf(url), close };
  });
};

run().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
