import { messageOf } from '../../shared/errors.ts';
import { parseReplay, USAGE } from './options.ts';
import { Progress } from './progress.ts';
import { reportJson, reportLines } from './report.ts';
import { runReplay } from './run-replay.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const main = async (): Promise<void> => {
  const options = parseReplay(process.argv.slice(2), process.env, () => String(Date.now()));
  if (options === undefined || options === 'help') {
    console.log(USAGE);
    process.exitCode = options === 'help' ? 0 : 1;
    return;
  }
  const { outcome, wallMs, source, range, warnings } = await runReplay(options, {
    progress: new Progress(process.stderr),
    say,
  });
  for (const fact of source.facts()) say(fact);
  for (const warning of warnings) say(`warning: ${warning}`);
  const assumptions = {
    bars: outcome.market.hasBars ? options.bars : undefined,
    latencyMs: options.intoRunning ? undefined : options.latencyMs,
    capital: options.choice.capital,
    range,
  };
  if (!options.json) {
    console.log(reportLines(outcome.result, assumptions, wallMs).join('\n'));
    return;
  }
  const report = { ...reportJson(outcome.result, assumptions, wallMs), warnings, files: source.files() };
  console.log(JSON.stringify(report, undefined, 2));
};

main().then(
  () => process.exit(),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
