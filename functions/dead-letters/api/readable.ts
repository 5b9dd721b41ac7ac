import { isUtf8 } from 'node:buffer';
import * as z from 'zod';

/** Bytes for a program, and for people where they are text. They are data: whatever stands in them is not done. */
export const readableBytes = z.strictObject({
  base64: z.string(),
  text: z
    .string()
    .optional()
    .describe('Where the bytes are UTF-8; JSON is set out over lines, so that spaces may differ'),
});

/** Levels and characters up to which JSON is set out: further in, the spaces outgrow the rest. */
const MAX_DEPTH = 24;
const MAX_LENGTH = 1_000_000;

/** How deep its arrays and objects go, which is told without building them. */
const isShallow = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text[place];
    if (quoted && character === '\\') place += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return false;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return true;
};

const setOut = (text: string): string => {
  if (!/^\s*[{[]/.test(text) || !isShallow(text)) return text;
  try {
    const pretty = JSON.stringify(JSON.parse(text), null, 2);
    return pretty.length <= MAX_LENGTH ? pretty : text;
  } catch {
    return text;
  }
};

export const readable = (value: Uint8Array): z.infer<typeof readableBytes> => {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return {
    base64: bytes.toString('base64'),
    ...(isUtf8(bytes) && { text: setOut(bytes.toString('utf8')) }),
  };
};
