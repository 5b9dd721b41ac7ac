import { replayThroughBroker } from '../../localstack/backtest/broker-replay.ts';
import type { ReplayOutcome } from '../../localstack/backtest/in-process-replay.ts';
import type { LocalCloud } from '../../localstack/dev/cloud/local-cloud.ts';
import { type Endpoints, toolDynamo } from '../../localstack/dev/init/endpoints.ts';
import { LOCAL_TABLE_PREFIX } from '../../localstack/local-only/stage.ts';
import type { Pace } from '../../localstack/market-data/pace.ts';
import type { TimedTick } from '../../localstack/market-data/timed-tick.ts';
import { dynamoTableReader } from '../../shared/dynamo/table-reader.ts';
import type { Item } from '../../shared/ports/item.ts';
import {
  type Check,
  conservation,
  journalEqualsLog,
  noDeadLetters,
  positionsEqualFills,
  sameSignals,
  somethingFilled,
} from './conservation.ts';
import type { PlannedKill } from './kill-plan.ts';
import { type Kill, StageKiller } from './stage-killer.ts';
import { openUndoneReader } from './undone.ts';

export interface KilledReplayOptions {
  readonly ticks: readonly TimedTick[];
  readonly pace: Pace;
  readonly plan: readonly PlannedKill[];
  /** The same ticks without a kill. */
  readonly undisturbed: Pick<ReplayOutcome, 'log'>;
  readonly onKill?: (kill: Kill, done: number) => void;
}

export interface KilledReplay {
  readonly outcome: ReplayOutcome;
  readonly kills: readonly Kill[];
  /** Number of killed processes, including those that were starting. */
  readonly killCount: number;
  /** Checks that hold for any order of the functions' work. */
  readonly checks: readonly Check[];
}

/** A restarted group waits for the dead members of the old process, and every function starts cold. */
const CATCH_UP_WITHIN_MS = 300_000;
/** Large enough for kills within batches, small enough to spread kills over the file. */
const BATCH_SIZE = 50;

/** Replays ticks while the process that runs the functions is killed repeatedly. */
export const replayKilled = async (
  cloud: LocalCloud,
  { ticks, pace, plan, undisturbed, onKill = () => undefined }: KilledReplayOptions,
): Promise<KilledReplay> => {
  const { endpoints } = cloud;
  const undone = await openUndoneReader(endpoints);
  const killer = new StageKiller({
    cloud,
    plan,
    behind: undone.read,
    onKill,
    // In lockstep the previous tick is finished, so the next one starts the work.
    ...(pace.kind === 'lockstep' ? {} : { atWork: undone.progress }),
  });
  try {
    const replaying = replayThroughBroker({
      endpoints,
      source: [ticks],
      pace,
      batchSize: BATCH_SIZE,
      catchUpWithinMs: CATCH_UP_WITHIN_MS,
      aroundSend: killer.aroundSend,
    });
    const outcome = await Promise.race([replaying, killer.failed]);
    const kills = await killer.finished();
    const left = await undone.read();
    const checks: readonly Check[] = [
      sameSignals(undisturbed.log, outcome.log),
      somethingFilled(outcome.result),
      ...conservation(outcome.log),
      ...(await tableChecks(endpoints, outcome)),
      noDeadLetters(outcome.result),
      { name: 'no function lags', found: left === '' ? '0' : left, problems: left === '' ? [] : [left] },
    ];
    return { outcome, kills, killCount: killer.count, checks };
  } finally {
    await undone.close();
  }
};

const tableChecks = async (
  endpoints: Endpoints,
  { log, result }: ReplayOutcome,
): Promise<readonly Check[]> => {
  const dynamo = toolDynamo(endpoints);
  try {
    const tables = dynamoTableReader(dynamo, LOCAL_TABLE_PREFIX);
    const positions: readonly Item[] = await tables.query('positions', 'paper');
    const entries: readonly Item[] = await tables.scan('journal');
    return [positionsEqualFills(result, positions), journalEqualsLog(log, entries)];
  } finally {
    dynamo.destroy();
  }
};
