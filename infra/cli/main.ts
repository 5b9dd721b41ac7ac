import { runCommandLine } from './run.ts';

/** A reader of the output, such as `head`, may close the pipe early. That is not an error. */
const endQuietly = (error: NodeJS.ErrnoException): void => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
};

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  input: process.stdin,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isErrorTerminal: process.stderr.isTTY,
});
