import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with the parameters of authenticator apps: HMAC-SHA-1, steps of 30 seconds, six digits. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Codes of the adjacent steps are accepted as well, because clocks differ and typing takes time. */
const STEPS_AROUND = [0, -1, 1] as const;
/** Size of a secret: 160 bits. */
export const TOTP_SECRET_BYTES = 20;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding. */
const toBase32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
};

const fromBase32 = (text: string): Buffer => {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

/** A base32 secret from random bytes. */
export const totpSecretOf = (bytes: Uint8Array): string => toBase32(bytes);

/** The step of a time. @param at Epoch milliseconds. */
export const totpStep = (at: number): number => Math.floor(at / STEP_MS);

/** The time after which a code of a step is rejected, in epoch milliseconds. */
export const totpStepEnd = (step: number): number => (step + 2) * STEP_MS;

/** The code of a step. @param secret In base32. */
export const totpCode = (secret: string, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
};

/** The step of a code near a time; undefined for an invalid code. */
export const stepOfCode = (secret: string, code: string, at: number): number | undefined => {
  const given = Buffer.from(code);
  const steps = STEPS_AROUND.map((away) => totpStep(at) + away);
  return steps.find((step) => {
    const expected = Buffer.from(totpCode(secret, step));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
};
