export { stopIdleTimers } from './idle-timers.ts';
export { registerCodecs } from './kafkajs-codecs.ts';
export { keepUnreadableApart, type UnreadableBatch, unreadableBatchOf } from './unreadable-batch.ts';
