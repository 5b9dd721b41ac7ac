import * as z from 'zod';

const packedSales = z.tuple([z.int()], z.int());

/** The instruments whose delivered shares were sold on the newest day of a sale. The depository charges each once a day. */
export class DeliverySales {
  #day = 0;
  readonly #tokens = new Set<number>();

  /** @param day A day number of `istDay` */
  isFirst(instrumentToken: number, day: number): boolean {
    return day !== this.#day || !this.#tokens.has(instrumentToken);
  }

  add(instrumentToken: number, day: number): void {
    if (day !== this.#day) this.#tokens.clear();
    this.#day = day;
    this.#tokens.add(instrumentToken);
  }

  /** `[day, token, …]` */
  encode(): readonly number[] {
    return [this.#day, ...this.#tokens];
  }

  /** @throws ZodError for a value that is not from `encode` */
  static decode(packed: unknown): DeliverySales {
    const [day, ...tokens] = packedSales.parse(packed);
    const sales = new DeliverySales();
    for (const token of tokens) sales.add(token, day);
    return sales;
  }
}
