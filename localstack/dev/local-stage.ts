/** The stage of the local cloud, and what its tables' names begin with. */
export const LOCAL_STAGE = 'local';
export const LOCAL_TABLE_PREFIX = 'alpha-panda-local';
/** What the consumer groups of the local stage begin with. */
export const LOCAL_GROUP_PREFIX = 'alpha-panda-local';
