import { segmentOfToken } from '../../../../shared/kite/segments.ts';
import type { Snapshot } from '../market/kite-market.ts';
import type { Mode } from './requests.ts';

/*
 * Kite's binary format, written from its documentation: https://kite.trade/docs/connect/v3/websocket. The layout is this
 * file's own. The parser of the ticker client has another, so that a mistake is not made twice.
 */

const FRAME_HEADER = 2;
const PACKET_HEADER = 2;
const LTP = 8;
const INDEX_QUOTE = 28;
const INDEX_FULL = 32;
const QUOTE = 44;
const FULL = 184;
/** Buyers, then as many sellers. */
const LEVELS = 5;
const MAX_U32 = 0xffff_ffff;
/** The count of packets has two bytes. */
const MAX_PACKETS = 0xffff;

type Level = NonNullable<Snapshot['tick']['depth']>['buy'][number];

const NO_LEVEL: Level = { price: 0, quantity: 0, orders: 0 };

/** One packet of a frame. */
export interface Packet {
  readonly snapshot: Snapshot;
  readonly mode: Mode;
}

const isIndex = (token: number): boolean => segmentOfToken(token)?.name === 'INDICES';

const lengthOf = ({ snapshot, mode }: Packet): number => {
  if (mode === 'ltp') return LTP;
  const index = isIndex(snapshot.tick.instrument_token);
  if (mode === 'quote') return index ? INDEX_QUOTE : QUOTE;
  return index ? INDEX_FULL : FULL;
};

/** Writes the fields of packets one after the other, big-endian. */
class PacketWriter {
  readonly #view: DataView;
  #place = 0;

  constructor(bytes: Buffer) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  short(value: number): void {
    this.#view.setUint16(this.#place, value);
    this.#place += 2;
  }

  /** @throws RangeError for what four bytes cannot hold */
  long(value: number, token: number): void {
    if (!(value >= 0 && value <= MAX_U32)) {
      throw new RangeError(`instrument ${token}: ${value} does not fit into the ticker's 32 bits`);
    }
    this.#view.setUint32(this.#place, value);
    this.#place += 4;
  }

  signed(value: number): void {
    this.#view.setInt32(this.#place, value);
    this.#place += 4;
  }
}

/** Epoch seconds of a time; 0 for none, as Kite has it. */
const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1_000);
const secondsOf = (text: string | undefined): number => (text === undefined ? 0 : seconds(Date.parse(text)));

const writePacket = (writer: PacketWriter, packet: Packet): void => {
  const { snapshot } = packet;
  const { tick, oiDay } = snapshot;
  const token = tick.instrument_token;
  const segment = segmentOfToken(token);
  if (segment === undefined) throw new RangeError(`instrument ${token} is of no segment of Kite`);
  const whole = (rupees: number): number => Math.round(rupees * segment.priceDivisor);
  const price = (rupees: number): void => writer.long(whole(rupees), token);
  const amount = (value = 0): void => writer.long(value, token);
  const levels = (side: readonly Level[] = []): void => {
    for (let place = 0; place < LEVELS; place += 1) {
      const level = side[place] ?? NO_LEVEL;
      amount(level.quantity);
      price(level.price);
      writer.short(level.orders);
      writer.short(0);
    }
  };

  const length = lengthOf(packet);
  const { open, high, low, close } = tick.ohlc;
  writer.short(length);
  amount(token);
  price(tick.last_price);
  if (length === LTP) return;
  if (length === INDEX_QUOTE || length === INDEX_FULL) {
    for (const each of [high, low, open, close]) price(each);
    writer.signed(close === 0 ? 0 : whole(tick.last_price) - whole(close));
    if (length === INDEX_FULL) amount(seconds(snapshot.at));
    return;
  }
  amount(tick.last_traded_quantity);
  price(tick.average_traded_price ?? 0);
  amount(tick.volume_traded);
  amount(tick.total_buy_quantity);
  amount(tick.total_sell_quantity);
  for (const each of [open, high, low, close]) price(each);
  if (length === QUOTE) return;
  amount(secondsOf(tick.last_trade_time));
  amount(tick.oi);
  amount(oiDay?.high);
  amount(oiDay?.low);
  amount(seconds(snapshot.at));
  levels(tick.depth?.buy);
  levels(tick.depth?.sell);
};

/**
 * A binary frame of several packets.
 * @throws RangeError for more than 65,535 packets, a token of no segment, or a figure that the format cannot hold
 */
export const frameOf = (packets: readonly Packet[]): Buffer => {
  if (packets.length > MAX_PACKETS) throw new RangeError(`${packets.length} packets do not fit into a frame`);
  const length = packets.reduce((sum, packet) => sum + PACKET_HEADER + lengthOf(packet), FRAME_HEADER);
  const bytes = Buffer.allocUnsafe(length);
  const writer = new PacketWriter(bytes);
  writer.short(packets.length);
  for (const packet of packets) writePacket(writer, packet);
  return bytes;
};

/** The frame that Kite sends when the market is quiet. */
export const HEARTBEAT = Buffer.of(0);
