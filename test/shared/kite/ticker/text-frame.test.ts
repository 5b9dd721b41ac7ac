import { expect, it, test } from 'vitest';
import { textFrameOf } from '../../../../shared/kite/ticker/text-frame.ts';

test.each([
  ['an order', { type: 'order', data: { order_id: '1', status: 'UPDATE' } }],
  ['an error', { type: 'error', data: 'Token limit reached' }],
  ['a message', { type: 'message', data: 'The market closes early today' }],
  ['a message with fields', { type: 'message', data: { id: 7 } }],
])('reads %s', (_, frame) => {
  expect(textFrameOf(JSON.stringify(frame))).toEqual(frame);
});

test.each([
  ['text that is not JSON', '<html>Bad gateway</html>'],
  ['nothing', ''],
  ['JSON of another form', '[1,2]'],
  ['a type that is not documented', '{"type":"instruments_meta","data":{"count":1}}'],
  ['an order without fields', '{"type":"order","data":"x"}'],
])('says no more than the length of %s', (_, content) => {
  expect(textFrameOf(content)).toEqual({ type: 'unknown', length: content.length });
});

it('keeps an order id of 19 digits as text', () => {
  expect(textFrameOf('{"type":"order","data":{"order_id":"1953341975595868160"}}')).toMatchObject({
    data: { order_id: '1953341975595868160' },
  });
});
