import { type Burst, type Mood, maybeBurst, NO_BURST, nextMood } from './mood.ts';
import type { Random } from './random.ts';

/** Part of the distance to the session's reference that the price recovers per tick, which limits a day's range. */
const HOMESICKNESS = 0.0001;

/** The exchange's price band for a day, as a fraction of the previous close. */
const BAND = 0.1;

/** A price during a session: a geometric walk with changing moods. */
export class PriceWalk {
  readonly #random: Random;
  readonly #deviation: number;
  readonly #beta: number;
  #reference: number;
  #price: number;
  #anchor: number;
  #mood: Mood;
  #moodTicks: number;
  #burst: Burst = NO_BURST;
  #burstTicks = 0;

  /**
   * @param deviation standard deviation of one tick's move, as a fraction
   * @param beta 1 moves like the index
   */
  constructor(random: Random, previousClose: number, deviation: number, beta: number) {
    this.#random = random;
    this.#deviation = deviation;
    this.#beta = beta;
    this.#reference = previousClose;
    this.#price = previousClose;
    this.#anchor = previousClose;
    this.#mood = nextMood(random);
    this.#moodTicks = this.#mood.ticks;
    this.open(previousClose);
  }

  /** Starts a session a small gap away from the last close. */
  open(previousClose: number): void {
    this.#reference = previousClose;
    this.#price = previousClose * (1 + 20 * this.#deviation * this.#random.bell());
    this.#anchor = this.#price;
  }

  get bursting(): boolean {
    return this.#burstTicks > 0;
  }

  /** Mean move per tick in standard deviations; its sign is the stronger side. */
  get drift(): number {
    return this.#mood.drift;
  }

  /**
   * The next price in rupees, not yet rounded to a tick.
   * @param market the market's present move, bell-shaped with deviation 1
   */
  next(market: number): number {
    this.#turn();
    const own = this.#random.bell();
    const deviation = this.#deviation * (this.bursting ? this.#burst.factor : 1);
    const move =
      deviation * (0.35 * this.#beta * market + 0.9 * own + this.#mood.drift) +
      this.#mood.pull * (this.#anchor / this.#price - 1) +
      HOMESICKNESS * (this.#reference / this.#price - 1);
    const price = this.#price * (1 + move);
    this.#price = Math.min(Math.max(price, this.#reference * (1 - BAND)), this.#reference * (1 + BAND));
    this.#anchor += this.#mood.follow * (this.#price - this.#anchor);
    return this.#price;
  }

  #turn(): void {
    this.#moodTicks -= 1;
    if (this.#moodTicks <= 0) {
      this.#mood = nextMood(this.#random);
      this.#moodTicks = this.#mood.ticks;
    }
    this.#burstTicks -= 1;
    if (this.#burstTicks <= 0) {
      this.#burst = maybeBurst(this.#random);
      this.#burstTicks = this.#burst.ticks;
    }
  }
}
