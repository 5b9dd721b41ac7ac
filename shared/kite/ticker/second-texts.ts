/** A power of two. Ticks of one second have few different times. */
const PLACES = 4_096;

/**
 * ISO texts of whole seconds. To make one takes longer than to parse a whole packet, so that each is made once and
 * stays until another second takes its place.
 */
export class SecondTexts {
  readonly #seconds = new Uint32Array(PLACES);
  readonly #texts: string[] = new Array(PLACES).fill('1970-01-01T00:00:00.000Z');

  /** @param second unsigned 32 bits, since the epoch */
  of(second: number): string {
    const place = second & (PLACES - 1);
    const known = this.#texts[place];
    if (this.#seconds[place] === second && known !== undefined) return known;
    const text = new Date(second * 1_000).toISOString();
    this.#seconds[place] = second;
    this.#texts[place] = text;
    return text;
  }
}
