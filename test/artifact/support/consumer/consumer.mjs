import { writeFileSync } from 'node:fs';
import { startEmbeddedBroker } from '@alpha-panda/embedded-kafka';
import { registerCodecs } from '@alpha-panda/embedded-kafka/codecs';
import {
  createKafkaClient,
  EventSourceMapping,
  resolveMappingSettings,
} from '@alpha-panda/kafka-event-source-mapping';
import EventSourceOfflinePlugin from '@alpha-panda/kafka-event-source-mapping/offline-plugin';
import EventSourceTemplatePlugin from '@alpha-panda/kafka-event-source-mapping/template-plugin';
import kafkajs from 'kafkajs';

/*
 * A project that has installed the packages. A mapping of the library and one of the serverless-offline plugin read the
 * same record. The program prints what each function received, then stops the plugin as a terminal would.
 */
registerCodecs();
const broker = await startEmbeddedBroker({ stage: 'local' });
const kafka = createKafkaClient({ brokers: [broker.bootstrapServers] }, console.error);
const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 1 }] });
await admin.disconnect();
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();
await producer.send({
  topic: 'orders',
  compression: kafkajs.CompressionTypes.Snappy,
  messages: [{ key: 'order-1', value: 'placed' }],
});
await producer.disconnect();

const { promise: received, resolve } = Promise.withResolvers();
const { settings } = resolveMappingSettings({
  functionName: 'library',
  functionArn: 'arn:aws:lambda:ap-south-1:000000000000:function:library',
  topic: 'orders',
  consumerGroupId: 'library',
  bootstrapServers: broker.bootstrapServers,
  maximumBatchingWindow: 0,
});
const mapping = new EventSourceMapping(settings, {
  kafka,
  invoke: async (event) => resolve(event),
  log: console.error,
});
await mapping.start();
console.log(JSON.stringify({ library: await received }));
await mapping.stop(4_000);

writeFileSync(
  'handler.mjs',
  'export const handler = async (event) => console.log(JSON.stringify({ plugin: event }));',
);
process.env.KAFKA_BROKERS = broker.bootstrapServers;
const definition = {
  name: 'plugin',
  handler: 'handler.handler',
  events: [
    {
      kafka: {
        topic: 'orders',
        consumerGroupId: 'plugin',
        maximumBatchingWindow: 0,
        provisionedPollerConfig: {},
      },
    },
  ],
};
const schemas = [];
const serverless = {
  serviceDir: process.cwd(),
  service: {
    service: 'consumer',
    provider: {},
    getAllFunctions: () => ['plugin'],
    getFunction: () => definition,
  },
  configSchemaHandler: { schema: {}, defineFunctionEventProperties: (_, event) => schemas.push(event) },
};
new EventSourceTemplatePlugin(serverless);
const log = { notice: () => {}, warning: console.error, error: console.error };
const plugin = new EventSourceOfflinePlugin(serverless, {}, { log });
await plugin.hooks['before:offline:start']();
console.log(JSON.stringify({ schemas }));
