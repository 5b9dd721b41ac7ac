import { partitionName } from './record.ts';

/** What keeps a mapping, or one of its partitions, from going on. */
export type TroubleKind = 'start' | 'polling' | 'record-batch' | 'invocation' | 'destination' | 'commit';

/** The current problem, which is retried. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** Absent if the complete mapping is stopped. */
  readonly partition?: number;
  /** Where the partition waits. */
  readonly offset?: number;
  /** Absent if the function reported the record as failed. Its log has the reason. */
  readonly message: string | undefined;
  /** How often it has failed in a row. */
  readonly times: number;
  /** Since when, in milliseconds of the epoch. */
  readonly since: number;
}

type Found = Pick<Trouble, 'kind' | 'partition' | 'offset' | 'message'>;

const WHAT: Readonly<Record<TroubleKind, string>> = {
  start: 'the function cannot be started',
  polling: 'Kafka cannot be polled',
  'record-batch': 'the record batch cannot be read',
  invocation: 'the function fails',
  destination: 'the onFailureDestination cannot be reached',
  commit: 'offsets cannot be committed',
};

const keyOf = (kind: TroubleKind, partition: number | undefined): string => `${kind} ${partition ?? ''}`;

/** The status of one mapping. A problem stays in it from the first failure until the mapping works again. */
export class MappingStatus {
  readonly #topic: string;
  readonly #now: () => number;
  readonly #troubles = new Map<string, Trouble>();
  #hasProcessed = false;

  /** @param now milliseconds of the epoch. */
  constructor(topic: string, now: () => number) {
    this.#topic = topic;
    this.#now = now;
  }

  /** @param counts whether this is one more failure, or the one that is known, seen again. */
  failed(found: Found, counts = true): void {
    const key = keyOf(found.kind, found.partition);
    const { times = 0, since = this.#now() } = this.#troubles.get(key) ?? {};
    this.#troubles.set(key, { ...found, times: counts ? times + 1 : Math.max(times, 1), since });
  }

  /** What failed has worked. */
  works(kind: TroubleKind, partition?: number): void {
    this.#troubles.delete(keyOf(kind, partition));
  }

  /** Records of the partition are done: the function answers. */
  processed(partition: number): void {
    this.#hasProcessed = true;
    this.works('start');
    this.works('invocation', partition);
    this.works('destination', partition);
  }

  /** Everything before the offset `through` has been read. */
  read(partition: number, through: number): void {
    const { offset = through } = this.#troubles.get(keyOf('record-batch', partition)) ?? {};
    if (offset < through) this.works('record-batch', partition);
  }

  /** The assignment was revoked, so the problems of its partitions are removed. */
  revoked(): void {
    for (const [key, { partition }] of this.#troubles)
      if (partition !== undefined) this.#troubles.delete(key);
  }

  /** The one that holds most first: a whole mapping before a partition, an older one before a newer. */
  troubles(): readonly Trouble[] {
    return [...this.#troubles.values()].sort(
      (a, b) => Number(a.partition !== undefined) - Number(b.partition !== undefined) || a.since - b.since,
    );
  }

  /**
   * AWS's `LastProcessingResult`.
   * @param explain returns the failure in the function's log since a time.
   */
  lastProcessingResult(explain: (since: number) => string | undefined): string {
    const troubles = this.troubles();
    if (troubles.length > 0) {
      const described = troubles.map((trouble) =>
        describeTrouble(this.#topic, { ...trouble, message: trouble.message ?? explain(trouble.since) }),
      );
      return `PROBLEM: ${described.join('; ')}`;
    }
    return this.#hasProcessed ? 'OK' : 'No records processed';
  }
}

/** `market.ticks-2 waits at offset 17: the function fails (3 times): TypeError: …`. */
const describeTrouble = (topic: string, { kind, partition, offset, message, times }: Trouble): string => {
  const where = partition === undefined ? topic : partitionName(topic, partition);
  const place = offset === undefined ? where : `${where} waits at offset ${offset}`;
  const often = times === 1 ? '' : ` (${times} times)`;
  return `${place}: ${WHAT[kind]}${often}: ${message ?? 'it reports the record as failed'}`;
};
