import { type EmbeddedBroker, startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { unreadableBatchOf } from '@alpha-panda/embedded-kafka/codecs';
import {
  EventSourceMapping,
  type KafkaEvent,
  resolveMappingSettings,
} from '@alpha-panda/kafka-event-source-mapping';
import OfflinePlugin from '@alpha-panda/kafka-event-source-mapping/offline-plugin';

/* Compiled against the installed declarations. Each @ts-expect-error is a type that they must carry. */
export const start = (): Promise<EmbeddedBroker> => startEmbeddedBroker({ stage: 'local', port: 0 });
// @ts-expect-error The port is a number.
export const wrongPort = (): Promise<EmbeddedBroker> => startEmbeddedBroker({ stage: 'local', port: '9092' });
export const firstOffset = (event: KafkaEvent): number | undefined =>
  Object.values(event.records)[0]?.[0]?.offset;
export const reason = (value: Uint8Array): string | undefined => unreadableBatchOf({ value })?.reason;
// @ts-expect-error A mapping has a topic.
export const withoutTopic = () => resolveMappingSettings({ functionName: 'f', functionArn: 'arn' });
export const classes: readonly object[] = [EventSourceMapping, OfflinePlugin];
