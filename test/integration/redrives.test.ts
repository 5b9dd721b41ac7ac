import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import { ORIGIN_HEADER } from '../../shared/events/origin.ts';
import { deadLetterTopic, redriveTopic } from '../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../shared/kernel/dead-letter.ts';
import { headerOf } from '../../shared/ports/record.ts';
import { eventually } from '../support/eventually.ts';
import { FILLS, PORTFOLIO, redriveCommand } from '../support/redrives.ts';
import { type CloudUnderTest, openLiveMarket, startCloudUnderTest } from './support/cloud.ts';

const DEAD = deadLetterTopic(FILLS.name);

/** Engines that outlive a run have records of other runs. */
const [FIRST, LAST] = [`first ${randomUUID()}`, `last ${randomUUID()}`];

describe('redrives, all functions behind Kafka', () => {
  let under: CloudUnderTest;

  beforeAll(async () => {
    under = await startCloudUnderTest([]);
  });
  afterAll(() => under?.stop());

  it('bring a record back to its stage only, once', async () => {
    const dynamo = toolDynamo(under.cloud.endpoints);
    const tables = dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX);
    const market = await openLiveMarket(under.cloud, [FILLS.name, DEAD]);
    // Two mappings of a stage may both publish a dead letter, with the same origin.
    const refusals = (value: string) => {
      const letters = market.heard.filter(
        (record) => record.topic === DEAD && String(record.value) === value,
      );
      const byOrigin = new Map(letters.map((letter) => [String(headerOf(letter, ORIGIN_HEADER)), letter]));
      return [...byOrigin.values()].map((letter) => String(headerOf(letter, DEAD_LETTER_HEADERS.stage)));
    };
    const refusedBy = (value: string, times: number) =>
      eventually(`${times} dead letters of ${value}`, () =>
        refusals(value).length >= times ? refusals(value).toSorted() : undefined,
      );
    const letterOf = (isMeant: (item: { readonly redrive_of?: unknown }) => boolean) =>
      eventually('the dead letter in its table', async () =>
        (await tables.query('dead-letters', FILLS.name)).find(
          ({ stage, value, ...item }) =>
            stage === PORTFOLIO &&
            value instanceof Uint8Array &&
            Buffer.from(value).toString() === FIRST &&
            isMeant(item),
        ),
      );
    try {
      await market.put(FILLS.name, FIRST);
      const readers = await refusedBy(FIRST, 1);
      const letter = await letterOf(() => true);
      const command = redriveCommand(FILLS.name, String(letter.dead_letter_id));

      await market.put(command.topic, command.value);
      await market.put(command.topic, command.value);
      const again = await letterOf(({ redrive_of }) => redrive_of !== undefined);
      // A second copy would have been taken by now, because a later record has been taken.
      await market.put(FILLS.name, LAST);
      await refusedBy(LAST, 1);

      expect(redriveTopic('paper').name).toBe(command.topic);
      expect(readers).toEqual([PORTFOLIO]);
      expect(refusals(FIRST)).toEqual([PORTFOLIO, PORTFOLIO]);
      expect(again.redrive_of).toBe(`${FILLS.name}/${letter.dead_letter_id}`);
      const values = market.heard
        .filter(({ topic }) => topic === FILLS.name)
        .map(({ value }) => String(value));
      expect(values).toEqual([FIRST, FIRST, LAST]);
    } finally {
      await market.stop();
      dynamo.destroy();
    }
  });
});
