import { isUtf8 } from 'node:buffer';
import * as z from 'zod';

/** Bytes as base64 for programs and, if they are UTF-8, as text for people. */
export const decodedBytes = z.strictObject({
  base64: z.string(),
  text: z
    .string()
    .optional()
    .describe('Present if the bytes are UTF-8; JSON is indented, so whitespace may differ'),
});

/** Limits of indentation: beyond them the whitespace outgrows the content. */
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
 * The same JSON with one line per member. The tokens stay unchanged: JSON.parse would round long numbers and drop
 * duplicate members, which may be the fault that a user is looking for.
 */
const indented = (text: string): string => {
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

const formatted = (text: string): string => (/^\s*[{[]/.test(text) && isJson(text) ? indented(text) : text);

export const decode = (value: Uint8Array): z.infer<typeof decodedBytes> => {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return {
    base64: bytes.toString('base64'),
    ...(isUtf8(bytes) && { text: formatted(bytes.toString('utf8')) }),
  };
};
