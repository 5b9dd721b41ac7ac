/** Indian Standard Time is UTC+05:30 all year: there is no daylight saving, so a day is arithmetic. */
export const IST_OFFSET_MS = 19_800_000;
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Days since 1970-01-01 on India's calendar at a moment in epoch milliseconds. */
export const istDay = (at: number): number => Math.floor((at + IST_OFFSET_MS) / DAY_MS);

/** The moment, in epoch milliseconds, at which the Indian day that holds `at` began. */
export const istMidnight = (at: number): number => istDay(at) * DAY_MS - IST_OFFSET_MS;

/** Milliseconds since the Indian midnight before `at`. */
export const istTimeOfDay = (at: number): number => at - istMidnight(at);

/** A day number as `YYYY-MM-DD`. */
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The date in India at a moment, as `YYYY-MM-DD`. */
export const istDate = (at: number): string => dateOfDay(istDay(at));

/** The day number of a `YYYY-MM-DD` date. */
export const dayOfDate = (date: string): number => Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;

/** 0 is Sunday, 6 Saturday; 1970-01-01 was a Thursday. */
export const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;
