import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const STORED = 0;
const DEFLATED = 8;

/** The files of a zip, by their names. Names of folders end in a slash and are left out. */
export const unzipped = (zip: Buffer): ReadonlyMap<string, Buffer> => {
  let end = zip.length - END_BYTES;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end -= 1;
  if (end < 0) throw new Error('the code is no zip');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('the directory of the zip is damaged');
    const method = zip.readUInt16LE(at + 10);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, nameEnd);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    if (method !== STORED && method !== DEFLATED) throw new Error(`${name} has the compression ${method}`);
    if (!name.endsWith('/')) files.set(name, method === STORED ? bytes : inflateRawSync(bytes));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
};

/** Writes the files of a zip into a folder. @throws Error for a name that leaves it */
export const unzipInto = async (folder: string, zip: Buffer): Promise<void> => {
  for (const [name, bytes] of unzipped(zip)) {
    const file = resolve(folder, name);
    if (!file.startsWith(folder + sep)) throw new Error(`${name} leaves the folder`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
};
