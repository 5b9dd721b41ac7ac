/** What stands in a field of authorized operations when they were not asked for: the smallest 32-bit integer. */
export const NOT_ASKED = -(2 ** 31);
