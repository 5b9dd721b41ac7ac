import { describe, expect, it } from 'vitest';
import { type Output, Screen } from '../../../localstack/watch/screen.ts';

const CLEAR = '\u001b[1A\u001b[2K';

const output = (isTTY: boolean, columns = 80) => {
  const written: string[] = [];
  const out: Output = { isTTY, columns, write: (text) => written.push(text) };
  return { out, text: () => written.join('') };
};

describe('Screen on a terminal', () => {
  it('draws a status over the last one', () => {
    const { out, text } = output(true);
    const screen = new Screen(out);

    screen.status(['one', 'two']);
    screen.status(['three']);

    expect(text()).toBe(`one\ntwo\n${CLEAR}${CLEAR}three\n`);
  });

  it('writes lines above the status', () => {
    const { out, text } = output(true);
    const screen = new Screen(out);

    screen.status(['status']);
    screen.line('a fill');

    expect(text()).toBe(`status\n${CLEAR}a fill\nstatus\n`);
  });

  it('cuts lines wider than the terminal, because a second row could not be cleared', () => {
    const { out, text } = output(true, 5);

    new Screen(out).status(['123456']);

    expect(text()).toBe('1234…\n');
  });

  it('keeps the last status at the end', () => {
    const { out, text } = output(true);
    const screen = new Screen(out);

    screen.status(['status']);
    screen.end();
    screen.line('goodbye');

    expect(text()).toBe('status\ngoodbye\n');
  });
});

describe('Screen without a terminal', () => {
  it('prints every nth status without control characters', () => {
    const { out, text } = output(false);
    const screen = new Screen(out, 3);

    for (const status of ['1', '2', '3', '4', '5']) screen.status([status]);
    screen.line('a fill');

    expect(text()).toBe('1\n4\na fill\n');
  });

  it('prints every status on request', () => {
    const { out, text } = output(false);
    const screen = new Screen(out, 1);

    screen.status(['1']);
    screen.status(['2']);

    expect(text()).toBe('1\n2\n');
  });
});
