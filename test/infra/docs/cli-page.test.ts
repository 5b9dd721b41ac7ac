import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../infra/cli/commands.ts';
import { exitCodePairs } from '../../../infra/cli/help.ts';
import { cliPage } from '../../../infra/docs/cli-page.ts';

describe('the page of the command line', () => {
  it('has every command, with every form and option', () => {
    const sections = cliPage().split('\n## ');

    for (const { name, summary, forms, options } of COMMANDS) {
      const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? '';
      expect(section).toContain(`${summary}.`);
      for (const [form] of forms) {
        expect(section).toContain(`\`${`${name} ${form}`.trimEnd().replaceAll('|', '\\|')}\``);
      }
      for (const option of options) expect(section).toContain(`\`--${option.name}`);
    }
  });

  it('has every exit code', () => {
    for (const [exitCode, meaning] of exitCodePairs()) {
      expect(cliPage()).toContain(`| ${exitCode} | ${meaning} |`);
    }
  });
});
