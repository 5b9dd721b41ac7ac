import kafkajs from 'kafkajs';
import { readRecords } from '../log/record-reader.ts';
import { compress, decompress } from './compression.ts';
import { announcedRecords, standInFor } from './unreadable-batch.ts';

// kafkajs is CommonJS, and Node finds no such name in it.
const { CompressionCodecs } = kafkajs;

/** What three bits can say. Without an entry kafkajs takes the records for uncompressed. */
const MAX_CODEC = 7;

/** What kafkajs asks of a codec. */
interface KafkajsCodec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>;
  decompress(records: Buffer): Promise<Buffer>;
}

/**
 * Makes every kafkajs client of this process read and write all of Kafka's codecs; by itself kafkajs knows gzip only.
 * To be called before a client is made; a second call changes nothing.
 */
export const registerCodecs = (): void => {
  for (let codec = 0; codec <= MAX_CODEC; codec += 1) {
    const implementation = kafkajsCodec(codec);
    Object.assign(CompressionCodecs, { [codec]: () => implementation });
  }
};

const kafkajsCodec = (codec: number): KafkajsCodec => ({
  compress: async ({ buffer }) => compress(codec, buffer),
  decompress: async (records) => {
    try {
      const plain = decompress(codec, records);
      const count = announcedRecords(records);
      // kafkajs would read past a cut off record, and fail or make one up.
      if (count !== undefined) readRecords(plain, count);
      return plain;
    } catch (error) {
      const standIn = standInFor(records, error);
      if (standIn === undefined) throw error;
      return standIn;
    }
  },
});
