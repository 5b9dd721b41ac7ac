import type { MemoryTables } from '../../localstack/backtest/memory-tables.ts';
import {
  type DeadLetter,
  deadLetterName,
  parseDeadLetter,
  redrivable,
} from '../../shared/dead-letters/dead-letter.ts';
import { BROKERS, type Broker } from '../../shared/events/brokers.ts';
import { createEvent } from '../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../shared/events/ids.ts';
import { LAMBDA_FAILURES, redriveTopic, SHARED_TOPICS, topicDefinition } from '../../shared/events/topics.ts';
import { journalItem } from '../../shared/journal/item.ts';
import type { Item } from '../../shared/ports/item.ts';
import type { OutgoingRecord } from '../../shared/ports/record.ts';
import type { Chance } from './chance.ts';
import { ControlsHistory, type ControlsThen } from './controls-history.ts';
import type { SimulatedLog } from './log.ts';
import { INSTRUMENTS } from './market.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedFunction } from './simulated-function.ts';
import { ACCOUNT } from './stages.ts';

/** One signal per three ticks. Operators do not change this strategy, so its signals can be counted. */
export const STEADY = { id: 'steady', everyTicks: 3 } as const;

const TOKENS = INSTRUMENTS.map(({ instrument_token }) => instrument_token);

const strategy = (id: string, type: string, parameters: Item, more: Item = {}): Item => ({
  strategy_id: id,
  type,
  instruments: TOKENS,
  parameters,
  is_active: true,
  zerodha_trading_enabled: false,
  version: 1,
  ...more,
});

const EAGER = { lookback_period: 1, momentum_threshold: 0.0002, quantity: 25 };

const STRATEGIES: readonly Item[] = [
  strategy(STEADY.id, 'low_frequency', { every_ticks: STEADY.everyTicks, quantity: 10 }),
  strategy('eager', 'momentum', EAGER),
  strategy('holder', 'low_frequency', { every_ticks: 3, quantity: 12 }, { product: 'CNC' }),
  strategy('live', 'low_frequency', { every_ticks: 2, quantity: 7 }, { zerodha_trading_enabled: true }),
  strategy('unknown', 'crystal_ball', {}),
];

const GENEROUS: ControlsThen = {
  engaged: false,
  maxPositionSize: 120,
  maxOpenExposure: 200_000,
  maxOrdersPerSecond: 8,
  maxOrdersPerMinute: 90,
  maxDailyTrades: 400,
};

/** Stages whose events no other stage counts, so they may be rebuilt from their topics. */
const RESETTABLE = /(price-recorder|portfolio-manager|dead-letters)$/;

const PROJECTIONS = [['portfolio-manager', 'positions']] as const;

/** Operators: what they set, redrive and rebuild, with a history of their settings. */
export class Operators {
  readonly history = new ControlsHistory();
  readonly #log: SimulatedLog;
  readonly #tables: MemoryTables;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #functions: readonly SimulatedFunction[];
  readonly #controls: Record<Broker, ControlsThen> = { paper: GENEROUS, zerodha: GENEROUS };
  #acts = 0;

  constructor(
    world: {
      readonly log: SimulatedLog;
      readonly tables: MemoryTables;
      readonly scheduler: Scheduler;
      readonly functions: readonly SimulatedFunction[];
    },
    chance: Chance,
  ) {
    this.#log = world.log;
    this.#tables = world.tables;
    this.#scheduler = world.scheduler;
    this.#functions = world.functions;
    this.#chance = chance;
  }

  /** Fills the tables before the first tick. */
  prepare(): void {
    for (const instrument of INSTRUMENTS) this.#tables.put('instruments', { ...instrument });
    for (const item of STRATEGIES) this.#tables.put('strategies', item);
    this.#tables.put('sessions', {
      account_id: `zerodha#${ACCOUNT}`,
      session_id: uuidV5(ALPHA_PANDA, 'session'),
      user_id: ACCOUNT,
      state: 'active',
      expires_at: new Date(this.#scheduler.now() + 86_400_000).toISOString(),
    });
    for (const broker of BROKERS) this.#set(broker, this.#someLimits());
  }

  /** Does one random action. */
  act(): void {
    this.#acts += 1;
    const dice = this.#chance.between(1, 100);
    if (dice <= 30) this.#turnSwitch();
    else if (dice <= 45) this.#changeLimits();
    else if (dice <= 65) this.#editStrategy();
    else if (dice <= 88) void this.redrive(0.5);
    else this.#reset();
  }

  /** Requests redrives of dead letters, some of them twice. */
  async redrive(share: number): Promise<void> {
    for (const item of await this.#tables.scan('dead-letters')) {
      const letter = parseDeadLetter(item);
      if (letter === undefined || !this.#chance.happens(share)) continue;
      // No redriver has the topic of what Lambda gave up; the API refuses those.
      if (letter.topic === LAMBDA_FAILURES.name) continue;
      // The API refuses what cannot be redriven; the redriver must recognize it, too.
      if ('code' in redrivable(letter) && !this.#chance.happens(0.3)) continue;
      for (let times = this.#chance.between(1, 2); times > 0; times -= 1) {
        this.#acts += 1;
        this.#log.append(this.#redriveCommand(letter));
      }
    }
  }

  #redriveCommand(letter: DeadLetter): OutgoingRecord {
    const { topic, dead_letter_id } = letter;
    const to = redriveTopic(topicDefinition(topic).broker);
    const ts = new Date(this.#scheduler.now()).toISOString();
    const data = {
      ...{ topic, dead_letter_id },
      subject: deadLetterName(letter),
      actor: { user_id: ACCOUNT },
      reason: 'looks repaired',
      timestamp: ts,
    };
    const root = { id: uuidV5(ALPHA_PANDA, `act ${this.#acts}`), ts, source: 'simulated-api' };
    const event = createEvent(to, 'redrive_requested', data, root);
    return { topic: to.name, key: event.key, value: JSON.stringify(event), headers: [] };
  }

  #turnSwitch(): void {
    const broker = this.#chance.pick(BROKERS);
    const { engaged } = this.#controls[broker];
    this.#set(broker, { engaged: !engaged });
    this.#tell(engaged ? 'kill_switch_released' : 'kill_switch_engaged', broker);
  }

  #changeLimits(): void {
    const broker = this.#chance.pick(BROKERS);
    this.#set(broker, this.#someLimits());
    this.#tell('risk_limits_changed', broker);
  }

  #someLimits(): Partial<ControlsThen> {
    return {
      maxPositionSize: this.#chance.pick([30, 60, 120]),
      maxOpenExposure: this.#chance.pick([15_000, 60_000, 200_000]),
      maxOrdersPerSecond: this.#chance.pick([2, 5, 8]),
      maxOrdersPerMinute: this.#chance.pick([30, 60, 90]),
    };
  }

  #set(broker: Broker, change: Partial<ControlsThen>): void {
    const controls = { ...this.#controls[broker], ...change };
    this.#controls[broker] = controls;
    const now = this.#scheduler.now();
    const signed = { broker, by: ACCOUNT, at: new Date(now).toISOString(), version: this.#acts + 1 };
    this.#tables.put('controls', {
      ...signed,
      control: 'limits',
      max_position_size: controls.maxPositionSize,
      max_open_exposure: controls.maxOpenExposure,
      max_orders_per_second: controls.maxOrdersPerSecond,
      max_orders_per_minute: controls.maxOrdersPerMinute,
      max_daily_trades: controls.maxDailyTrades,
    });
    this.#tables.put('controls', {
      ...signed,
      control: 'kill_switch',
      engaged: controls.engaged,
      reason: 'drill',
    });
    this.history.record(broker, now, controls);
  }

  #editStrategy(): void {
    const id = this.#chance.pick(['eager', 'live']);
    const item = this.#tables.peek('strategies', { strategy_id: id });
    if (item === undefined) return;
    const change =
      id === 'live' ? { zerodha_trading_enabled: item.zerodha_trading_enabled !== true } : this.#eager(item);
    this.#tables.put('strategies', { ...item, ...change, version: Number(item.version) + 1 });
    this.#tell('strategy_updated', id);
  }

  /** Changes the quantity, so that a sale may exceed the position; or switches the strategy on or off. */
  #eager(item: Item): Item {
    if (this.#chance.happens(0.4)) return { is_active: item.is_active !== true };
    return { parameters: { ...EAGER, quantity: this.#chance.pick([10, 25, 40]) } };
  }

  #reset(): void {
    const resettable = this.#functions.filter(({ blueprint }) => RESETTABLE.test(blueprint.name));
    const one = this.#chance.pick(resettable);
    const { name } = one.blueprint;
    if (this.#chance.happens(0.4)) {
      one.restore();
      return;
    }
    one.reset(() => this.#deleteProjections(name));
  }

  /** Tables that only this stage writes. Dead letters stay, because their redrive records would be lost with them. */
  async #deleteProjections(stage: string): Promise<void> {
    const [scope] = stage.split('.');
    const table = PROJECTIONS.find(([suffix]) => stage.endsWith(suffix))?.[1];
    if (table === undefined) return;
    for (const item of await this.#tables.scan(table))
      if (item.broker === undefined || item.broker === scope) this.#tables.remove(table, item);
  }

  #tell(
    action: 'kill_switch_engaged' | 'kill_switch_released' | 'risk_limits_changed' | 'strategy_updated',
    subject: string,
  ): void {
    const ts = new Date(this.#scheduler.now()).toISOString();
    const event = createEvent(
      SHARED_TOPICS.operatorActions,
      'operator_action',
      { action, subject, actor: { user_id: ACCOUNT }, changes: [], timestamp: ts },
      { id: uuidV5(ALPHA_PANDA, `act ${this.#acts}`), ts, source: 'simulated-api' },
    );
    const topic = SHARED_TOPICS.operatorActions.name;
    // As the API does: no stage reads these events.
    this.#tables.put('journal', journalItem({ topic, event }));
    this.#log.append({
      topic,
      key: event.key,
      value: JSON.stringify(event),
      headers: [],
    });
  }
}
