import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { connectKafka } from '../../../shared/kafka/connection.ts';
import { KafkaLogInspector } from '../../../shared/kafka/log-inspector.ts';
import { KafkaPublisher } from '../../../shared/kafka/publisher.ts';
import { retryingSignIn } from '../../../shared/kafka/sign-in.ts';
import { KafkaTopicProbe } from '../../../shared/kafka/topic-probe.ts';
import { type KafkaUnderTest, kafkaUnderTest } from '../../support/kafka.ts';
import { type Judge, startKafkaFront } from '../../support/kafka-front.ts';
import { CA } from '../../support/tls/certificates.ts';
import { redirectTls } from '../../support/tls/redirect.ts';

const TOPIC = SHARED_TOPICS.systemErrors.name;
const TOO_MANY = '[3f1c]: Too many connects';
const USER = JSON.stringify({ username: 'paper', password: 'right' });

/** SASL/PLAIN: an empty authorization id, the user, the password. */
const checksPassword: Judge = (mechanism, said) =>
  mechanism === 'PLAIN' && said === '\0paper\0right' ? undefined : 'Authentication failed';

/** MSK's limit on new IAM connections, as a client sees it. */
const refusesFirst = (count: number): Judge => {
  let refused = 0;
  return (mechanism, said) => {
    refused += 1;
    return refused <= count ? TOO_MANY : checksPassword(mechanism, said);
  };
};

let kafka: KafkaUnderTest;
beforeAll(async () => {
  kafka = await kafkaUnderTest();
});
afterAll(() => kafka.close());

const behind = async (judge: Judge, user = USER, bootstrap = kafka.brokers) => {
  const front = await startKafkaFront({ brokerPort: Number(kafka.brokers.split(':')[1]), judge });
  redirectTls({ [kafka.brokers]: front.port, [bootstrap]: front.port });
  const secrets: Readonly<Record<string, string>> = { user, ca: JSON.stringify({ certificate: CA }) };
  const connect = () =>
    connectKafka(
      {
        KAFKA_BROKERS: bootstrap,
        KAFKA_AUTH: 'sasl-plain',
        KAFKA_SECRET_ID: 'user',
        KAFKA_ROOT_CA_SECRET_ID: 'ca',
      },
      'test',
      { readSecret: async (id) => secrets[id] ?? '', retry: { retries: 1, initialRetryTime: 1 } },
    );
  return { front, connect };
};

/** Does not wait, and records how long it would have waited. */
const patience = (timeLeft = Number.POSITIVE_INFINITY) => {
  const pauses: number[] = [];
  return {
    pauses,
    timeLeft: () => timeLeft - pauses.reduce((sum, pause) => sum + pause, 0),
    random: () => 0.5,
    sleep: async (milliseconds: number) => pauses.push(milliseconds),
  };
};

const record = { topic: TOPIC, key: Buffer.from('k'), value: Buffer.from('v'), headers: [] };

describe('a broker behind TLS with a private authority', () => {
  it('is reached by user and password', async () => {
    const { front, connect } = await behind(checksPassword);
    const inspector = new KafkaLogInspector(connect);

    expect(await inspector.partitionCount(TOPIC)).toBe(1);

    await inspector.close();
    await front.close();
  });

  it('is refused without that authority', async () => {
    const { front } = await behind(checksPassword);
    const unknown = await connectKafka(
      { KAFKA_BROKERS: kafka.brokers, KAFKA_AUTH: 'sasl-plain', KAFKA_SECRET_ID: 'user' },
      'test',
      { readSecret: async () => USER, retry: { retries: 0 } },
    );

    await expect(unknown.admin().connect()).rejects.toThrow(/certificate/);

    expect(front.attempts).toBe(0);
    await front.close();
  });
});

describe('brokers that limit new connections', () => {
  it('accept a request after some tries, with growing pauses', async () => {
    const { front, connect } = await behind(refusesFirst(3));
    const waiting = patience();
    const inspector = new KafkaLogInspector(connect, waiting);

    expect(await inspector.partitionCount(TOPIC)).toBe(1);

    expect(waiting.pauses).toEqual([375, 750, 1_500]);
    await inspector.close();
    await front.close();
  });

  it('accept a publish, even if the leader authenticates during a send', async () => {
    // Under another host name, the bootstrap connection differs from the one to the leader.
    const bootstrap = kafka.brokers.replace('127.0.0.1', 'localhost');
    const { front, connect } = await behind(
      (mechanism, said) => (front.attempts === 2 ? TOO_MANY : checksPassword(mechanism, said)),
      USER,
      bootstrap,
    );
    const waiting = patience();
    const publisher = new KafkaPublisher(connect, waiting);

    await publisher.publish([record]);

    expect(waiting.pauses).toEqual([375]);
    expect((await kafka.read(TOPIC, 1)).map(({ value }) => String(value))).toContain('v');
    await publisher.close();
    await front.close();
  });

  it('accept a probe within its time', async () => {
    const { front, connect } = await behind(refusesFirst(1));
    const probe = new KafkaTopicProbe(connect, 10_000);

    await probe.check([TOPIC]);

    expect(front.attempts).toBeGreaterThan(1);
    await probe.close();
    await front.close();
  });
});

describe('a wrong password', () => {
  const WRONG = JSON.stringify({ username: 'paper', password: 'hunter2' });

  it('fails with what to check, after half a minute of tries', async () => {
    const { front, connect } = await behind(checksPassword, WRONG);
    const waiting = patience();
    const inspector = new KafkaLogInspector(connect, waiting);

    const thrown: unknown = await inspector.partitionCount(TOPIC).catch((rejected: unknown) => rejected);

    expect(thrown).toMatchObject({
      code: 'KAFKA_SIGN_IN_REFUSED',
      retry: 'retry',
      message: expect.stringMatching(
        /refused the sign-in 12 times .*Authentication failed.* check the user's secret/,
      ),
    });
    expect(String(thrown)).not.toContain('hunter2');
    expect(waiting.pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(40_000);
    await front.close();
  });

  it('fails sooner if the invocation has less time', async () => {
    const { front, connect } = await behind(checksPassword, WRONG);
    const waiting = patience(2_000);
    const publisher = new KafkaPublisher(connect, waiting);

    await expect(publisher.publish([record])).rejects.toThrow(/refused the sign-in 3 times/);

    expect(waiting.pauses).toEqual([375, 750]);
    await front.close();
  });
});

it('retries no other error', async () => {
  let tries = 0;
  const failing = () => {
    tries += 1;
    return Promise.reject(new Error('connection reset'));
  };

  await expect(retryingSignIn(failing, patience())).rejects.toThrow('connection reset');

  expect(tries).toBe(1);
});
