import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readSecretLine } from '../../../infra/cli/secret-line.ts';

const piped = (text: string): Readable => Readable.from([Buffer.from(text)]);

/** A keyboard, and whether the terminal shows what is typed. */
const terminal = () => {
  const shows: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (mode: boolean) => shows.push(!mode),
  });
  return { keyboard, shows };
};

describe('readSecretLine', () => {
  it.each(['secret', 'secret\n', '  secret\r\n'])('takes what is piped in: %j', async (text) => {
    expect(await readSecretLine(piped(text), () => {}, 'Token')).toBe('secret');
  });

  it.each([
    ['', 'missing Token'],
    [' \n', 'missing Token'],
    ['one\ntwo\n', 'Token contains white space'],
    ['x'.repeat(10_000), 'too long for a token'],
  ])('refuses %j without saying what it was', async (text, told) => {
    await expect(readSecretLine(piped(text), () => {}, 'Token')).rejects.toThrow(told);
  });

  it('asks at a terminal, and does not show what is typed', async () => {
    const { keyboard, shows } = terminal();
    const asked: string[] = [];
    keyboard.write('sexret');
    keyboard.write('\u007f\u007f\u007f\u007fcret');
    keyboard.write('\r');

    const secret = await readSecretLine(keyboard, (text) => asked.push(text), 'Token');

    expect(secret).toBe('secret');
    expect(asked.join('')).toBe('Token: \n');
    expect(shows).toEqual([false, true]);
  });

  it('ends when it is interrupted, and shows again what is typed', async () => {
    const { keyboard, shows } = terminal();
    keyboard.write('sec\u0003');

    await expect(readSecretLine(keyboard, () => {}, 'Token')).rejects.toThrow('interrupted');

    expect(shows).toEqual([false, true]);
  });
});
