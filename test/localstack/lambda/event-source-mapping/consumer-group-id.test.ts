import { expect, it } from 'vitest';
import { defaultConsumerGroupId } from '../../../../localstack/lambda/event-source-mapping/consumer-group-id.ts';

it('is a UUID that is the same after every restart', () => {
  const id = defaultConsumerGroupId('alpha-panda', 'recorder', 'ticks');

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(defaultConsumerGroupId('alpha-panda', 'recorder', 'ticks')).toBe(id);
});

it('differs by service, function and topic, however they are cut', () => {
  const ids = [
    defaultConsumerGroupId('a', 'b', 'c'),
    defaultConsumerGroupId('ab', '', 'c'),
    defaultConsumerGroupId('a', 'bc', ''),
    defaultConsumerGroupId('a', 'b', 'd'),
  ];

  expect(new Set(ids).size).toBe(ids.length);
});
