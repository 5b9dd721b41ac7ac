import { isUtf8 } from 'node:buffer';
import * as z from 'zod';

/** Bytes for a program, and for people where they are text. They are data: whatever stands in them is not done. */
export const decodedBytes = z.strictObject({
  base64: z.string(),
  text: z
    .string()
    .optional()
    .describe('Where the bytes are UTF-8; JSON is set out over lines, so that spaces may differ'),
});

/** Levels and characters up to which JSON is set out: further in, the spaces outgrow the rest. */
const MAX_DEPTH = 24;
const MAX_LENGTH = 1_000_000;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The same JSON with a line for each member. Its tokens are not touched: to parse and write it again would round long
 * numbers and drop members that come twice, and whoever looks for a fault would look at something else.
 */
const linesOf = (text: string): string => {
  let out = '';
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const opens = before === '{' || before === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (closes !== opens && (closes || opens)) out += `\n${'  '.repeat(depth)}`;
    else if (before === ',') out += `\n${'  '.repeat(depth)}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth += 1;
    if (depth > MAX_DEPTH || out.length > MAX_LENGTH) return text;
    before = token;
  }
  return out;
};

const setOut = (text: string): string => (/^\s*[{[]/.test(text) && isJson(text) ? linesOf(text) : text);

export const decode = (value: Uint8Array): z.infer<typeof decodedBytes> => {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return {
    base64: bytes.toString('base64'),
    ...(isUtf8(bytes) && { text: setOut(bytes.toString('utf8')) }),
  };
};
