import { Producer } from '@platformatic/kafka';
import type { Send } from './producer.ts';

/** A producer on @platformatic/kafka. */
export const platformaticProducer: Send = async ({ brokers, topic, codec, values }) => {
  const producer = new Producer<Buffer, Buffer, Buffer, Buffer>({
    clientId: 'conformance',
    bootstrapBrokers: brokers.split(','),
    compression: codec,
    idempotent: true,
  });
  try {
    await producer.send({
      messages: values.map((value) => ({
        topic,
        partition: 0,
        key: Buffer.from('k'),
        value: Buffer.from(value),
        headers: new Map([[Buffer.from('h'), Buffer.from([255])]]),
      })),
    });
  } finally {
    await producer.close();
  }
};
