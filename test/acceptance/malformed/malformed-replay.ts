import { replayThroughBroker } from '../../../localstack/backtest/broker-replay.ts';
import type { ReplayOutcome } from '../../../localstack/backtest/in-process-replay.ts';
import type { LocalCloud } from '../../../localstack/dev/cloud/local-cloud.ts';
import { toolDynamo } from '../../../localstack/dev/init/endpoints.ts';
import { toolKafka } from '../../../localstack/dev/init/tool-kafka.ts';
import { LOCAL_TABLE_PREFIX } from '../../../localstack/local-only/stage.ts';
import type { FeedProgress } from '../../../localstack/market-data/feed.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';
import { dynamoTableReader } from '../../../shared/dynamo/table-reader.ts';
import { allTopics } from '../../../shared/events/topics.ts';
import { Mixer } from './mixer.ts';
import type { MalformedRecord } from './plan.ts';
import { LetterBox, type Verdict, verdicts } from './verdict.ts';

export interface MalformedReplay {
  readonly outcome: ReplayOutcome;
  readonly verdicts: readonly Verdict[];
  /** Dead letters of records that were not malformed. */
  readonly strays: readonly string[];
  /** Number of dead letters that were published again. */
  readonly repeats: number;
}

const DEAD_LETTER_TOPICS = new Set<string>(
  allTopics().flatMap(({ name, deadLetters }) => (deadLetters ? [name] : [])),
);

/** Replays ticks in lockstep with malformed records among them, and returns a verdict on each. */
export const replayMalformed = async (
  { endpoints }: Pick<LocalCloud, 'endpoints'>,
  ticks: readonly TimedTick[],
  plan: readonly MalformedRecord[],
  onProgress: (progress: FeedProgress) => void = () => undefined,
): Promise<MalformedReplay> => {
  const mixer = await Mixer.connect(toolKafka(endpoints, 'experiment'), plan);
  const dynamo = toolDynamo(endpoints);
  const box = new LetterBox();
  try {
    const outcome = await replayThroughBroker({
      endpoints,
      source: [ticks],
      pace: { kind: 'lockstep' },
      aroundSend: mixer.aroundSend,
      onRecord: (record) => {
        if (DEAD_LETTER_TOPICS.has(record.topic)) box.add(record);
      },
      onProgress,
    });
    const table = await dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX).scan('dead-letters');
    return {
      outcome,
      verdicts: verdicts(plan, mixer.places, box, table),
      strays: box.strays,
      repeats: box.repeats,
    };
  } finally {
    await mixer.disconnect();
    dynamo.destroy();
  }
};
