import { expect, test } from 'vitest';
import { addKey, dropKey } from '../../../infra/commands/key-rotation.ts';
import { parseKeyRing } from '../../../shared/auth/key-ring.ts';

const FIRST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ab';
const RING = JSON.stringify({ current: 'k1', k1: FIRST });

test('addKey makes the new key current and keeps the old keys', () => {
  const { text, current, ids } = addKey('dev/jwt-keys', RING);

  const ring = parseKeyRing('dev/jwt-keys', text);
  expect({ current, ids }).toEqual({ current: 'k2', ids: ['k1', 'k2'] });
  expect(ring.current.id).toBe('k2');
  expect(ring.byId.get('k1')?.text).toBe(FIRST);
  expect(ring.current.text).not.toBe(FIRST);
});

test('addKey makes a different key each time', () => {
  expect(addKey('x', RING).text).not.toBe(addKey('x', RING).text);
});

test('dropKey removes the key', () => {
  const { text, ids } = dropKey('x', addKey('x', RING).text, 'k1');

  expect(ids).toEqual(['k2']);
  expect(parseKeyRing('x', text).byId.has('k1')).toBe(false);
});

test('dropKey refuses the current key and an unknown key', () => {
  expect(() => dropKey('x', RING, 'k1')).toThrow(expect.objectContaining({ code: 'KEY_IN_USE' }));
  expect(() => dropKey('x', RING, 'k9')).toThrow(expect.objectContaining({ code: 'KEY_UNKNOWN' }));
});

test('addKey refuses to add to a full ring', () => {
  let text = RING;
  for (let i = 0; i < 7; i += 1) text = addKey('x', text).text;

  expect(() => addKey('x', text)).toThrow(expect.objectContaining({ code: 'SECRET_INVALID' }));
});

test('no message quotes a key', () => {
  expect(() => addKey('x', `{"current":"k1","k1":"${FIRST.slice(0, 20)}"}`)).not.toThrow(
    new RegExp(FIRST.slice(0, 20)),
  );
});
