const IST = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Kolkata',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

const partsOf = (at: number): Readonly<Record<string, string>> =>
  Object.fromEntries(IST.formatToParts(at).map(({ type, value }) => [type, value]));

/** `2026-03-02 09:15:41` in India; an invalid time is returned unchanged. */
export const istTime = (timestamp: string): string => {
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return timestamp;
  const { year, month, day, hour, minute, second } = partsOf(at);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
};

/** `09:15:41.250` in India. */
export const istClock = (timestamp: string): string => {
  const at = Date.parse(timestamp);
  if (Number.isNaN(at)) return timestamp;
  const { hour, minute, second, fractionalSecond } = partsOf(at);
  return `${hour}:${minute}:${second}.${fractionalSecond}`;
};

/** `2 h 5 min`, `59 s`: the two largest units. */
export const timeLeft = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/**
 * Replaces control and formatting characters, which a terminal would execute or hide. Reasons, errors and records are
 * untrusted text.
 */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');

/** JSON with all control characters escaped, also those that JSON.stringify keeps. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
