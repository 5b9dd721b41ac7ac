import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkAsync } from '../../support/seed.ts';
import { World } from './world.ts';

/** What happened to one mapping, kept by the test itself. */
interface Truth {
  uuid: string;
  disabledBy: 'person' | 'tool' | undefined;
  /** A deployment changed it while it was disabled, or a run crashed before its mark was complete: poller hours may give it up, with an error. */
  mayBeGivenUp: boolean;
  /** An error named it since poller hours disabled it. */
  isReported: boolean;
}

type ValueOf<T> = T extends fc.Arbitrary<infer V> ? V : never;

const SLOTS = 2;
const slot = fc.nat(SLOTS - 1);
const person = fc.record({
  act: fc.constantFrom('enable' as const, 'disable' as const, 'deploy' as const),
  slot,
  /** The call of a run before which it happens. */
  beforeCall: fc.nat(40),
});
const step = fc.oneof(
  { weight: 4, arbitrary: person.map((action) => ({ kind: 'person' as const, action })) },
  fc.record({ kind: fc.constant('replace' as const), slot }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
  },
  fc.record({ kind: fc.constant('adopt' as const) }),
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      to: fc.constantFrom('on' as const, 'off' as const),
      /** Calls after which the process ends. */
      crashAfter: fc.option(fc.nat(20), { nil: undefined, freq: 2 }),
      meanwhile: fc.array(person, { maxLength: 3 }),
      changeSeconds: fc.integer({ min: 6, max: 90 }),
    }),
  },
);
type Step = ValueOf<typeof step>;
type Action = ValueOf<typeof person>;

class History {
  readonly #world = new World();
  readonly #truths: Truth[] = [];
  /** Mappings that a person disabled and a run enabled. */
  readonly #undone: string[] = [];

  constructor() {
    for (let index = 0; index < SLOTS; index += 1) this.#replace(index);
    this.#world.onChange = (uuid, enabled) => {
      const truth = this.#truths.find((one) => one.uuid === uuid);
      if (truth === undefined) throw new Error(`${uuid} is gone`);
      if (!enabled) Object.assign(truth, { disabledBy: 'tool', mayBeGivenUp: false, isReported: false });
      else if (truth.disabledBy === 'person') this.#undone.push(uuid);
      else truth.disabledBy = undefined;
    };
  }

  #replace(index: number): void {
    const [, generation = '0'] = this.#truths[index]?.uuid.split('-') ?? [];
    const uuid = `${index}-${Number(generation) + 1}`;
    this.#world.lambda.add(uuid);
    this.#truths[index] = { uuid, disabledBy: undefined, mayBeGivenUp: false, isReported: false };
  }

  #act({ act, slot }: Action): void {
    const truth = this.#truths[slot];
    if (truth === undefined) return;
    const { lambda } = this.#world;
    const before = lambda.get(truth.uuid).state;
    if (!lambda.update(truth.uuid, act === 'deploy' ? undefined : act === 'enable')) return;
    if (act === 'enable') truth.disabledBy = undefined;
    else if (act === 'disable' && before === 'Enabled') truth.disabledBy = 'person';
    else truth.mayBeGivenUp = true;
  }

  async #run(to: 'on' | 'off' | 'adopt', meanwhile: readonly Action[] = []): Promise<void> {
    const uuids = this.#truths.map(({ uuid }) => uuid);
    const crashes = this.#world.crashAfter !== undefined;
    this.#world.onCall = (call) => {
      for (const action of meanwhile) if (action.beforeCall === call) this.#act(action);
    };
    const message = (await this.#world.run({ switch: to }, uuids)) ?? '';
    this.#world.onCall = () => {};
    this.#world.crashAfter = undefined;
    await this.#world.pass(120_000);
    expect(this.#undone).toEqual([]);
    for (const truth of this.#truths) {
      if (message.includes(truth.uuid)) truth.isReported = true;
      if (crashes && this.#world.markOf(truth.uuid)?.lastModified === undefined) truth.mayBeGivenUp = true;
      const { state } = this.#world.lambda.get(truth.uuid);
      if (to === 'adopt' && !crashes && state === 'Disabled') {
        Object.assign(truth, { disabledBy: 'tool', mayBeGivenUp: false, isReported: false });
      }
      if (to === 'on' && !crashes) this.#checkMorning(truth, state);
    }
  }

  #checkMorning(truth: Truth, state: string): void {
    if (truth.disabledBy === undefined) expect(state, truth.uuid).toBe('Enabled');
    if (truth.disabledBy === 'person') expect(state, truth.uuid).toBe('Disabled');
    if (truth.disabledBy === 'tool') {
      expect([truth.mayBeGivenUp, truth.isReported], `${truth.uuid} stays disabled`).toEqual([true, true]);
    }
  }

  async take(next: Step): Promise<void> {
    switch (next.kind) {
      case 'person':
        this.#act(next.action);
        return;
      case 'replace':
        this.#replace(next.slot);
        return;
      case 'pass':
        await this.#world.pass(next.minutes * 60_000);
        return;
      case 'adopt':
        await this.#run('adopt');
        return;
      case 'run':
        this.#world.lambda.changeMs = next.changeSeconds * 1_000;
        this.#world.crashAfter = next.crashAfter;
        await this.#run(next.to, next.meanwhile);
        return;
      default:
        next satisfies never;
    }
  }
}

test('in any history, poller hours enable what they disabled, and never what a person disabled', async () => {
  await checkAsync(
    fc.asyncProperty(fc.array(step, { maxLength: 16, size: 'max' }), async (steps) => {
      const history = new History();
      for (const next of steps) await history.take(next);
    }),
    500,
  );
});
