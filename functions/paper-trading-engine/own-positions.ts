import { positionKey } from '../../shared/events/partition-key.ts';

type PackedPosition = readonly [strategyId: string, instrumentToken: number, units: number];

interface OwnPosition {
  readonly strategyId: string;
  readonly instrumentToken: number;
  readonly units: number;
}

const isPacked = (value: unknown): value is PackedPosition =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  Number.isSafeInteger(value[1]) &&
  Number.isSafeInteger(value[2]);

/**
 * Each strategy's position in each instrument, from the engine's own fills. No other source is newer or more
 * complete. Flat positions are removed.
 */
export class OwnPositions {
  readonly #held = new Map<string, OwnPosition>();

  /** Units; negative for a short position. */
  of(strategyId: string, instrumentToken: number): number {
    return this.#held.get(positionKey(strategyId, instrumentToken))?.units ?? 0;
  }

  /** @param quantity Signed units of a fill. */
  add(strategyId: string, instrumentToken: number, quantity: number): void {
    const units = this.of(strategyId, instrumentToken) + quantity;
    const key = positionKey(strategyId, instrumentToken);
    if (units === 0) this.#held.delete(key);
    else this.#held.set(key, { strategyId, instrumentToken, units });
  }

  /** Plain JSON for the checkpoint. */
  encode(): readonly PackedPosition[] {
    return Array.from(this.#held.values(), ({ strategyId, instrumentToken, units }) => [
      strategyId,
      instrumentToken,
      units,
    ]);
  }

  /** @throws Error for a value that is not from `encode`. */
  static decode(packed: unknown): OwnPositions {
    if (!Array.isArray(packed) || !packed.every(isPacked)) throw new Error('own positions are malformed');
    const positions = new OwnPositions();
    for (const [strategyId, instrumentToken, units] of packed) {
      positions.add(strategyId, instrumentToken, units);
    }
    return positions;
  }
}
