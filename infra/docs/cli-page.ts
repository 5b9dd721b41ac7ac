import { COMMANDS } from '../cli/commands.ts';
import { COMMON_OPTIONS, ENVIRONMENT, exitCodePairs, optionForm, PROGRAM } from '../cli/help.ts';
import { code, page, table } from './markdown.ts';

const optionTable = (options: typeof COMMON_OPTIONS): readonly string[] =>
  options.length === 0
    ? []
    : [
        table(
          ['Option', 'Meaning'],
          options.map((option) => [code(optionForm(option)), option.help]),
        ),
      ];

/** The command line reference page, generated from the commands' help. */
export const cliPage = (): string =>
  page(
    'Command line',
    'infra/cli/commands',
    `${code(`${PROGRAM} <command> [options]`)} works with a running ${code('npm start')} or a deployment. Results go to standard output, messages to standard error. [walkthrough.md](../walkthrough.md) shows it in use.`,
    '## Common options',
    ...optionTable(COMMON_OPTIONS),
    '## Environment',
    table(
      ['Variable', 'Meaning'],
      ENVIRONMENT.map(([variable, meaning]) => [code(variable), meaning]),
    ),
    '## Exit codes',
    table(['Code', 'Meaning'], exitCodePairs()),
    ...COMMANDS.flatMap(({ name, summary, forms, notes, options }) => [
      `## ${name}`,
      `${summary}.`,
      table(
        ['Form', 'Description'],
        forms.map(([form, does]) => [code(`${name} ${form}`.trimEnd()), does]),
      ),
      ...(notes.length === 0 ? [] : [notes.join(' ')]),
      ...optionTable(options),
    ]),
  );
