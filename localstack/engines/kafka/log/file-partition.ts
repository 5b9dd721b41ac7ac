import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileSegment } from './file-segment.ts';
import type { PartitionStorage } from './segment-storage.ts';

const SEGMENT_NAME = /^(\d{20})\.log$/;
const START_OFFSET_NAME = 'log-start-offset';

/** A folder with one file per segment, named by its first offset: Kafka's own layout and format. */
export const filePartition = (folder: string): PartitionStorage => {
  mkdirSync(folder, { recursive: true });
  const startOffsetPath = join(folder, START_OFFSET_NAME);
  return {
    load: () =>
      readdirSync(folder)
        .filter((name) => SEGMENT_NAME.test(name))
        .sort()
        .map((name) => {
          const path = join(folder, name);
          const contents = readFileSync(path);
          return {
            baseOffset: Number(name.slice(0, 20)),
            contents,
            storage: new FileSegment(path, contents.length),
          };
        }),
    create: (baseOffset) => new FileSegment(join(folder, `${String(baseOffset).padStart(20, '0')}.log`), 0),
    readStartOffset: () =>
      readdirSync(folder).includes(START_OFFSET_NAME) ? Number(readFileSync(startOffsetPath, 'utf8')) : 0,
    writeStartOffset: (offset) => writeFileSync(startOffsetPath, String(offset)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
