const END_OF_DIRECTORY = Buffer.from('504b0506', 'hex');

/** Names in a zip file's central directory, sorted. */
export const zipEntries = (zip: Buffer): readonly string[] => {
  const end = zip.lastIndexOf(END_OF_DIRECTORY);
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    names.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
    at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return names.toSorted();
};
