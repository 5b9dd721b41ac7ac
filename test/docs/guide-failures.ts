import { expect, it } from 'vitest';
import type { GuideCopy } from './guide-copy.ts';
import { type Edit, failuresIn } from './guide-edits.ts';

/** Tests that each edit of a guide, left out, fails the command of its last table with the stated message. */
export const testFailures = (
  guide: string,
  edits: readonly Edit[],
  copy: GuideCopy,
  typed: readonly string[],
): void => {
  it.each(failuresIn(guide))(
    'fails without $without, with the stated message',
    async ({ without, command, message }) => {
      copy.reset(
        edits.filter(({ number }) => String(number) !== without),
        typed,
      );

      const { failed, output } = await copy.outcomeOf(command);

      expect(failed, output).toBe(true);
      expect(output).toContain(message);
    },
  );
};
