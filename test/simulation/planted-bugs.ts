/** A defect that the simulation must find. */
export interface PlantedBug {
  /** What the changed code does, in a few words. */
  readonly name: string;
  /** From the project's root. */
  readonly file: string;
  /** The file contains it exactly once. */
  readonly text: string;
  readonly replacement: string;
  /** One of this many worlds, from seed 0 on, must show it; default: `USUALLY_WITHIN`. */
  readonly within?: number;
}

export const USUALLY_WITHIN = 60;

const RUNNER = 'shared/kernel/partition-runner.ts';
const SINKS = 'shared/kernel/sinks.ts';
const MEMORY = 'shared/kernel/checkpoint-memory.ts';
const SKIP = 'shared/kernel/skip.ts';
const TRAIL = 'shared/kernel/trail.ts';
const REDRIVE = 'shared/kernel/redrive.ts';
const DEAD_LETTER = 'shared/kernel/dead-letter.ts';
const LETTER_ITEM = 'shared/dead-letters/item.ts';
const LETTER_TABLE = 'shared/dead-letters/table.ts';
const REDRIVE_RECORD = 'shared/dead-letters/redrive-record.ts';
const SETTLEMENT = 'functions/risk-manager/settlement.ts';
const HOLDINGS = 'functions/risk-manager/holdings.ts';
const RISK_CODEC = 'functions/risk-manager/codec.ts';
const EFFECTS = 'shared/market/order-effects.ts';
const ARRIVALS = 'functions/risk-manager/arrivals.ts';
const PORTFOLIO_STATE = 'functions/portfolio-manager/state.ts';

/** Mutations of the product, one at a time. If a text has changed, plant the same defect in the new text. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a lost race counts as a save',
    file: MEMORY,
    text: 'if (result.saved) {',
    replacement: 'if (result) {',
  },
  {
    name: 'publishes before the save',
    file: RUNNER,
    text: 'const saved = await this.#save(warm, next, progress.state, body);',
    replacement:
      'await this.#publish(name, progress.outbox); const saved = await this.#save(warm, next, progress.state, body);',
  },
  {
    name: 'the outbox of a crashed environment is not published again',
    file: RUNNER,
    text: 'for (const [partition, outbox] of pending) await this.#publish(partition, outbox);',
    replacement: '',
  },
  {
    name: 'a warm environment does not publish the last outbox of its partition again',
    file: MEMORY,
    text: 'name === UNNAMED_PARTITION || name === partition;',
    replacement: 'name === UNNAMED_PARTITION;',
  },
  {
    name: 'a save drops the outboxes of other partitions',
    file: RUNNER,
    text: '        ...this.#memory.unpublishedOfOthers(warm, name),\n        ...(isEmpty',
    replacement: '        ...(isEmpty',
  },
  {
    name: 'a skipped record is acknowledged without reading the store',
    file: RUNNER,
    text: 'if ((await this.#memory.refresh()) !== warm) return { taken: 0, counts: before };',
    replacement: '',
    within: 300,
  },
  {
    name: 'watermarks are ignored',
    file: SKIP,
    text: 'if (isSeen(origin, running.get(origin.upstream))) continue;',
    replacement: '',
  },
  {
    name: 'watermarks are not raised',
    file: SKIP,
    text: 'if (!isSeen(origin, raised.get(origin.upstream))) raised.set(origin.upstream, watermarkOf(origin));',
    replacement: '',
  },
  {
    name: 'a watermark forgets its place among the emissions of one record',
    file: 'shared/events/origin.ts',
    text: 'return origin.index <= index;',
    replacement: 'return true;',
  },
  {
    name: 'an upstream is its log without its stage',
    file: 'shared/kernel/advance.ts',
    text: 'upstreamOf(stage.name, record)',
    replacement: "upstreamOf('stage', record)",
  },
  {
    name: 'positions are ignored',
    file: SKIP,
    text: 'if (record.offset <= last) continue;',
    replacement: '',
    within: 300,
  },
  {
    name: 'failed partitions are acknowledged',
    file: 'shared/kernel/kernel.ts',
    text: 'failures.flatMap(({ undone }) => undone.map(identifierOf))',
    replacement: '[]',
  },
  {
    name: 'the first record that failed is acknowledged',
    file: 'shared/kernel/kernel.ts',
    text: 'undone: records.slice(done),',
    replacement: 'undone: records.slice(done + 1),',
  },
  {
    name: 'a state that a failed turn changed is used again',
    file: MEMORY,
    text: '    warm.state = undefined;\n',
    replacement: '',
  },
  {
    name: 'a cut batch counts as taken whole',
    file: RUNNER,
    text: 'const covered = unseen[progress.taken]?.place ?? records.length;',
    replacement: 'const covered = records.length;',
  },
  {
    name: 'the epoch moves with every save',
    file: RUNNER,
    text: '      epoch: checkpoint.epoch,\n      positions',
    replacement: '      epoch: now,\n      positions',
  },
  {
    name: 'all stages process the redrive for one stage',
    file: REDRIVE,
    text: 'return redrive !== undefined && redrive.for !== stage;',
    replacement: 'return false;',
  },
  {
    name: 'headers of a redrive are believed without its origin',
    file: REDRIVE,
    text: 'if (upstream === undefined || upstream !== UPSTREAM.get(record.topic)) return undefined;',
    replacement: '',
  },
  {
    name: 'a dead letter loses the header that was called like an origin',
    file: DEAD_LETTER,
    text: '([DEAD_LETTER_HEADERS.originalOrigin, value] as const)',
    replacement: "(['lost', value] as const)",
  },
  {
    name: 'a dead letter keeps the beginning of its value',
    file: DEAD_LETTER,
    text: 'value: record.value,',
    replacement: 'value: record.value && record.value.subarray(0, 64),',
  },
  {
    name: 'an empty value is taken for a tombstone',
    file: 'shared/kernel/lambda-event.ts',
    text: 'if (text === undefined || text === null) return null;',
    replacement: 'if (!text) return null;',
  },
  {
    name: 'the decision to give up a large record is not saved first',
    file: RUNNER,
    text: 'if (decided !== undefined) return',
    replacement: 'if (decided === null) return',
    within: 300,
  },
  {
    name: 'positions are written without their order',
    file: 'functions/portfolio-manager/items.ts',
    text: "  orderedBy: 'sequence',\n",
    replacement: '',
    within: 300,
  },
  {
    name: 'the last prices of one partition are read',
    file: 'shared/market/read-last-prices.ts',
    text: 'tables.getMany(TABLE, KEYS)',
    replacement: 'tables.getMany(TABLE, KEYS.slice(0, 1))',
  },
  {
    name: 'a late tick counts as new',
    file: 'shared/market/tick-memory.ts',
    text: "if (at < memory.at) return 'late';",
    replacement: '',
  },
  {
    name: 'a tick that comes twice counts twice',
    file: 'shared/market/tick-memory.ts',
    text: "return 'duplicate';",
    replacement: "return 'fresh';",
  },
  {
    name: 'pending orders do not count',
    file: HOLDINGS,
    text: 'for (const { quantity } of pending.values()) {',
    replacement: 'for (const { quantity } of []) {',
  },
  {
    name: 'a part of a fill releases the whole order',
    file: SETTLEMENT,
    text: 'if (effect.settles || open <= 0) holding.pending.delete(effect.signal);',
    replacement: 'if (effect.at) holding.pending.delete(effect.signal);',
  },
  {
    name: 'an order stays pending after its fill',
    file: SETTLEMENT,
    text: 'if (effect.settles || open <= 0) holding.pending.delete(effect.signal);',
    replacement: 'if (effect.quantity === 0) holding.pending.delete(effect.signal);',
  },
  {
    name: 'a failed order stays pending',
    file: EFFECTS,
    text: 'quantity: 0, cash: ZERO, price: ZERO, settles: true',
    replacement: 'quantity: 0, cash: ZERO, price: ZERO, settles: false',
  },
  {
    name: 'risk counts the cash of a fill twice',
    file: SETTLEMENT,
    text: 'effect.multiplier ?? 1;\n  holding.contract ??= contract;\n  state.cash = add(state.cash, cash);',
    replacement:
      'effect.multiplier ?? 1;\n  holding.contract ??= contract;\n  state.cash = add(state.cash, cash, cash);',
  },
  {
    name: 'risk forgets fills that do not count yet',
    file: RISK_CODEC,
    text: '    recentEvents: recentEvents.encode(),\n',
    replacement: '    recentEvents: recentEvents.encode(),\n    arrived: [],\n',
  },
  {
    name: 'an old state of risk is refused with a new one of the portfolio',
    file: RUNNER,
    text: 'if (error instanceof RefusalError && (await this.#memory.refresh()) !== warm) return undefined;',
    replacement: '',
  },
  {
    name: 'risk takes effects twice',
    file: ARRIVALS,
    text: '  state.taken = taken;\n',
    replacement: '',
  },
  {
    name: 'risk begins again with a portfolio that was reset',
    file: EFFECTS,
    text: "if (known > effects.length) return 'behind';",
    replacement: 'if (known > effects.length) return effects;',
  },
  {
    name: 'the portfolio drops effects that risk has not taken',
    file: 'functions/portfolio-manager/account-effects.ts',
    text: 'fills: withoutTaken(fills, taken.fills),',
    replacement: 'fills: { after: endsOf(state.effects).fills, effects: [] },',
  },
  {
    name: 'the portfolio lists no failures for risk',
    file: 'functions/portfolio-manager/stage.ts',
    text: '        appendEffect(state, event);\n        state.recentFailures',
    replacement: '        state.recentFailures',
  },
  {
    name: 'risk forgets pending orders when it is stored',
    file: RISK_CODEC,
    text: 'pending: [...pending],',
    replacement: 'pending: [],',
  },
  {
    name: 'risk does not know ids that came before',
    file: 'shared/events/repeated.ts',
    text: "return sighting === 'same';",
    replacement: 'return false;',
  },
  {
    name: 'the engine fills a repeated signal again',
    file: 'functions/paper-trading-engine/stage.ts',
    text: "if (sighting === 'same') return [];",
    replacement: '',
  },
  {
    name: 'a repeated fill counts again',
    file: 'shared/market/fills.ts',
    text: "return sighting === 'new';",
    replacement: 'return true;',
  },
  {
    name: 'flat positions are forgotten with what they earned',
    file: PORTFOLIO_STATE,
    text: 'positions: Array.from(positions, packHeld),',
    replacement:
      'positions: [...positions].filter(([, { position }]) => position.quantity !== 0).map(packHeld),',
  },
  {
    name: 'the portfolio forgets its recent fills when it is stored',
    file: PORTFOLIO_STATE,
    text: 'recentFills: recentFills.encode(),',
    replacement: 'recentFills: [],',
  },
  {
    name: 'fees are rounded to rupees',
    file: 'shared/market/position.ts',
    text: 'fees: fromRupees(fees),',
    replacement: 'fees: fromRupees(Math.round(fees)),',
  },
  {
    name: "the cash of risk leaves the contract's multiplier out",
    file: EFFECTS,
    text: 'times(price, signed * multiplier)',
    replacement: 'times(price, signed)',
  },
  {
    name: "the portfolio leaves the contract's multiplier out",
    file: 'shared/market/position.ts',
    text: 'times(price, units * multiplier);',
    replacement: 'times(price, units);',
  },
  {
    name: 'controls are cached without a limit',
    file: 'functions/risk-manager/context.ts',
    text: 'const CONTROLS_AGE_MS = 1_000;',
    replacement: 'const CONTROLS_AGE_MS = 1_000_000;',
  },
  {
    name: 'risk ignores the kill switch',
    file: 'functions/risk-manager/rules/identity.ts',
    text: '!controls.killSwitch.engaged',
    replacement: 'true',
  },
  {
    name: 'the engine ignores the kill switch',
    file: 'functions/paper-trading-engine/permission.ts',
    text: 'if (killSwitch.engaged) return',
    replacement: 'if (killSwitch.reason === undefined) return',
  },
  {
    name: 'a fill of a part settles the order, and the rest fails as well',
    file: 'functions/paper-trading-engine/paper-trader.ts',
    text: 'complete: missing === 0,',
    replacement: 'complete: true,',
  },
  {
    name: 'the engine does not know what it holds',
    file: 'functions/paper-trading-engine/execute.ts',
    text: 'state.positions.add(strategy_id, instrument_token, signed, termsOf(outcome.data, market.instrument));',
    replacement: '',
  },
  {
    name: 'the exposure is that of one instrument',
    file: 'functions/risk-manager/account.ts',
    text: 'for (const other of state.holdings.values()) {',
    replacement: 'for (const other of []) {',
  },
  {
    name: 'orders within a second are not counted',
    file: 'functions/risk-manager/validated.ts',
    text: 'filter((at) => newest - at < RECENT_MS)',
    replacement: 'filter((at) => newest - at < 100)',
  },
  {
    name: 'orders within a minute are not counted',
    file: 'functions/risk-manager/validated.ts',
    text: 'state.orderCounts = withOrderAt(state.orderCounts, order.at);',
    replacement: '',
  },
  {
    name: 'a limit refuses a reduction',
    file: 'functions/risk-manager/judge.ts',
    text: "facts.reduces && definition.reductions === 'pass'",
    replacement: "facts.reduces && definition.title === 'Kill switch'",
  },
  {
    name: 'verdicts of the live account go to the paper engine',
    file: 'functions/risk-manager/stage.ts',
    text: 'emitEvent(topics.signalsValidated, ',
    replacement: "emitEvent(topicsFor('paper').signalsValidated, ",
  },
  {
    name: 'an outbox is published to Kafka alone',
    file: SINKS,
    text: 'this.writeTrail(trailOf(records)),',
    replacement: '',
  },
  {
    name: 'an outbox counts as published before the trail has it',
    file: SINKS,
    text: 'this.writeTrail(trailOf(records)),',
    replacement: 'void this.writeTrail(trailOf(records)).catch(() => undefined),',
  },
  {
    name: 'a dead letter is on its topic only',
    file: SINKS,
    text: 'letters.length > 0 ? this.#ports.deadLetters.write(letters) : undefined,',
    replacement: 'undefined,',
  },
  {
    name: 'an outbox counts as published before the table has its dead letters',
    file: SINKS,
    text: 'letters.length > 0 ? this.#ports.deadLetters.write(letters) : undefined,',
    replacement: 'void this.#ports.deadLetters.write(letters).catch(() => undefined),',
  },
  {
    name: 'a dead letter that is too large for the outbox is on its topic only',
    file: RUNNER,
    text: 'await this.#sinks.writeRecords([progress.oversized.letter]);',
    replacement: 'await this.#ports.publisher.publish([progress.oversized.letter]);',
  },
  {
    name: 'two stages that give up one record have one dead letter',
    file: LETTER_ITEM,
    text: 'stage}@$',
    replacement: '0}@$',
  },
  {
    name: 'a repeated dead letter is another item',
    file: LETTER_TABLE,
    text: 'deadLetterId(record, stage, record),',
    replacement: 'deadLetterId(record, stage, { ...record, timestamp: kept.at }),',
  },
  {
    name: 'a dead letter that is written again may be redriven again',
    file: REDRIVE_RECORD,
    text: 'letter.original_timestamp ?? letter.dead_letter_timestamp;',
    replacement: 'letter.dead_letter_timestamp;',
  },
  {
    name: 'an event of another producer is not in the trail',
    file: RUNNER,
    text: 'this.#sinks.writeTrail(foreignEntries(decoded)),',
    replacement: '',
  },
  {
    name: 'a save does not wait for the trail of what it takes',
    file: RUNNER,
    text: 'this.#sinks.writeTrail(foreignEntries(decoded)),',
    replacement: 'void this.#sinks.writeTrail(foreignEntries(decoded)).catch(() => undefined),',
    within: 300,
  },
  {
    name: 'the trail leaves orders out that failed',
    file: TRAIL,
    text: 'if (!isInTrail(topic)) return [];',
    replacement: "if (!isInTrail(topic) || topic.endsWith('.failed')) return [];",
  },
  {
    name: 'a copied origin passes for a stage without the id that belongs to it',
    file: TRAIL,
    text: 'event.id === derivedId(cause, source, origin.index)',
    replacement: 'true',
  },
  {
    name: 'a second event with one id overwrites the first in the trail',
    file: 'shared/journal/item.ts',
    text: 'crc32(text).toString(16)',
    replacement: "'0'",
  },
  {
    name: 'two commands of one batch put a letter back twice',
    file: 'functions/redriver/stage.ts',
    text: 'recent.remember(record, mark.record_timestamp);',
    replacement: '',
  },
  {
    name: 'two emissions of one record get the same id',
    file: 'shared/kernel/emitted-event.ts',
    text: 'childOf(cause, stage, index, ',
    replacement: 'childOf(cause, stage, 0, ',
  },
  {
    name: 'a strategy starts again with every environment',
    file: 'functions/strategy-runner/state-codec.ts',
    text: "...('pack' in held ? held.pack() : held)",
    replacement: '',
  },
];
