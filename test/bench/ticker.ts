import { FrameParser } from '../../shared/kite/ticker/frame-parser.ts';
import { frameOf, type Level, type Packet, packetBytes } from '../shared/kite/ticker/packets.ts';
import { kiteconnectParser } from '../support/kiteconnect-ticker.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { inTurns, ratio } from './measure.ts';
import { figure, tableLines } from './report.ts';

/** Packets of a call, all different. */
const TICKS = 5_000;
/** Packets of a frame, where a kind says no other number. */
const PACKETS = 100;

const NOW = Date.parse('2026-11-30T04:30:00.250Z');
const SECOND = Math.floor(NOW / 1_000);

/** Numbers below 2³⁰ that look random and are the same in each run. */
const numberOf = (place: number, salt: number): number =>
  Math.abs(Math.imul(place + 1, 0x9e37_79b1) ^ Math.imul(salt + 7, 0x85eb_ca6b)) % 0x4000_0000;

const level = (place: number, salt: number): Level => ({
  quantity: 1 + (numberOf(place, salt) % 10_000),
  price: 100_000 + (numberOf(place, salt + 1) % 5_000),
  orders: 1 + (numberOf(place, salt + 2) % 50),
});

const quote = (place: number): Packet & { kind: 'tradable' } => ({
  kind: 'tradable',
  token: 256 * (1_000 + place) + 1 + (place % 2),
  ltp: 100_000 + (numberOf(place, 1) % 5_000),
  lastQuantity: 1 + (numberOf(place, 2) % 500),
  averagePrice: 100_000 + (numberOf(place, 3) % 5_000),
  volume: numberOf(place, 4),
  buyQuantity: numberOf(place, 5) % 1_000_000,
  sellQuantity: numberOf(place, 6) % 1_000_000,
  open: 101_000,
  high: 105_000,
  low: 99_000,
  close: 100_500,
});

/** The trades are of different seconds, as those of rarely traded instruments are. */
const full = (place: number): Packet => ({
  ...quote(place),
  full: {
    tradeTime: SECOND - (numberOf(place, 7) % 600),
    oi: numberOf(place, 8) % 1_000_000,
    oiHigh: 1_000_000,
    oiLow: 0,
    exchangeTime: SECOND - (place % 2),
    buy: [10, 20, 30, 40, 50].map((salt) => level(place, salt)),
    sell: [60, 70, 80, 90, 100].map((salt) => level(place, salt)),
  },
});

interface Kind {
  readonly name: string;
  readonly packets?: number;
  readonly packetOf: (place: number) => Packet;
}

/** A packet of each mode. */
const KINDS: readonly Kind[] = [
  { name: 'full, 184 bytes', packetOf: full },
  { name: 'full, one a frame', packets: 1, packetOf: full },
  { name: 'quote, 44 bytes', packetOf: quote },
  {
    name: 'index full, 32 bytes',
    packetOf: (place) => ({
      kind: 'index',
      token: 256 * (1_000 + place) + 9,
      ltp: 2_400_000 + (numberOf(place, 1) % 5_000),
      high: 2_405_000,
      low: 2_390_000,
      open: 2_395_000,
      close: 2_388_000,
      change: 100,
      exchangeTime: SECOND,
    }),
  },
  {
    name: 'ltp, 8 bytes',
    packetOf: (place) => ({ kind: 'ltp', token: 256 * (1_000 + place) + 1, ltp: 100_000 + place }),
  },
];

const framesOf = ({ packetOf, packets = PACKETS }: Kind): readonly Buffer[] =>
  Array.from({ length: TICKS / packets }, (_, frame) =>
    frameOf(
      ...Array.from({ length: packets }, (_, packet) => packetBytes(packetOf(frame * packets + packet))),
    ),
  );

const compared = async (kind: Kind) => {
  const { name } = kind;
  const frames = framesOf(kind);
  const buffers = frames.map((frame) => new Uint8Array(frame).buffer);
  const parser = new FrameParser();
  const theirParser = kiteconnectParser();
  const ours = (): number => frames.reduce((sum, frame) => sum + parser.parse(frame, NOW, NOW).length, 0);
  const theirs = (): number => buffers.reduce((sum, buffer) => sum + theirParser(buffer).length, 0);
  for (const [who, count] of [
    ['this project', ours()],
    ['kiteconnect', theirs()],
  ] as const) {
    if (count !== TICKS) throw new Error(`${who} read ${count} of ${TICKS} packets (${name})`);
  }
  const [mine, others] = await inTurns([
    { name: 'this project', units: TICKS, call: ours },
    { name: 'kiteconnect', units: TICKS, call: theirs },
  ]);
  return { name, mine, others, times: ratio(mine, others) };
};

export const ticker: Benchmark = {
  name: 'ticker',
  title: "(h) Frames of Kite's ticker",

  async run(): Promise<Findings> {
    const results: Awaited<ReturnType<typeof compared>>[] = [];
    for (const kind of KINDS) results.push(await compared(kind));
    return {
      verdicts: results.map(({ name, times }) => ({
        value: times,
        unit: '×',
        what: `the speed of kiteconnect's parser on the same frames, ${name}`,
        aim: { atLeast: 50 },
      })),
      lines: [
        ...tableLines([
          ['ticks per second of processor time', 'this project', 'kiteconnect', 'ns per tick'],
          ...results.map(({ name, mine, others }) => [
            name,
            figure(mine?.perCpuSecond ?? Number.NaN),
            figure(others?.perCpuSecond ?? Number.NaN),
            figure(1e9 / (mine?.perCpuSecond ?? Number.NaN)),
          ]),
        ]),
        `  Frames of ${PACKETS} packets where the name says no other number.`,
      ],
    };
  },
};
