import { describe, expect, it } from 'vitest';
import { asyncApi } from '../../../infra/docs/asyncapi.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { allTopics, deadLetterTopic, eventTopics } from '../../../shared/events/topics.ts';
import { EVENT_TYPES } from '../../../shared/events/types.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const DOCUMENT: Json = JSON.parse(JSON.stringify(asyncApi()));

const members = (value: Json | undefined): readonly (readonly [name: string, value: Json])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const member = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (at, name) => members(at).find(([candidate]) => candidate === name)?.[1],
    value,
  );

/** Every `$ref` of the document. */
const references = (value: Json): readonly string[] =>
  members(value).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : references(inner)));

const resolve = (reference: string): Json | undefined => {
  const [root, ...path] = reference.split('/');
  if (root !== '#') return undefined;
  return member(DOCUMENT, ...path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')));
};

const channels = members(member(DOCUMENT, 'channels'));

describe('the AsyncAPI document', () => {
  it('is of version 3 and says what it describes', () => {
    expect(member(DOCUMENT, 'asyncapi')).toBe('3.0.0');
    expect(member(DOCUMENT, 'info')).toMatchObject({
      title: 'Alpha Panda',
      version: expect.stringMatching(/^\d/),
    });
  });

  it('has no reference that leads nowhere', () => {
    const all = references(DOCUMENT);

    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('has a channel for every topic and no other, dead letters too', () => {
    expect(channels.map(([name]) => name).toSorted()).toEqual(
      allTopics()
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const [name, channel] of channels) expect(member(channel, 'address')).toBe(name);
  });

  it('has messages on every channel: exactly the types that its topic carries', () => {
    for (const topic of eventTopics()) {
      const messages = members(member(DOCUMENT, 'channels', topic.name, 'messages')).map(([name]) => name);
      const letters = members(member(DOCUMENT, 'channels', deadLetterTopic(topic.name), 'messages'));

      expect(messages).toEqual([...topic.types]);
      expect(letters.map(([name]) => name)).toEqual(['dead_letter']);
    }
  });

  it('has partitions and retention of every topic in its Kafka binding', () => {
    for (const topic of allTopics()) {
      expect(member(DOCUMENT, 'channels', topic.name, 'bindings', 'kafka')).toMatchObject({
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'retention.ms': topic.retentionMs, 'max.message.bytes': topic.maxMessageBytes },
      });
    }
  });

  it('has a payload schema for every event type, and a key for every message on an event topic', () => {
    const schemas = members(member(DOCUMENT, 'components', 'schemas')).map(([name]) => name);
    expect(schemas).toEqual(Object.keys(EVENT_TYPES).map((type) => `${type}.v1`));

    for (const [name, message] of members(member(DOCUMENT, 'components', 'messages'))) {
      if (name === 'dead_letter') continue;
      expect(resolve(String(member(message, 'payload', '$ref'))), name).toMatchObject({ type: 'object' });
      expect(member(message, 'bindings', 'kafka', 'key', 'description'), name).toContain('Keyed by');
    }
  });

  it('has names that AsyncAPI allows in its components', () => {
    for (const kind of ['messages', 'schemas']) {
      for (const [name] of members(member(DOCUMENT, 'components', kind))) {
        expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
      }
    }
  });

  it('has an operation for all that each function reads and writes, its dead letters too', () => {
    const operations = members(member(DOCUMENT, 'operations')).map(([name]) => name);

    for (const stage of STAGE_FUNCTIONS) {
      const own = operations.filter((name) => name.startsWith(`${stage.name}.`));
      const letters = stage.folder === 'dead-letters' ? [] : stage.consumes.map(deadLetterTopic);
      expect(own.toSorted()).toEqual(
        [
          ...stage.consumes.map((topic) => `${stage.name}.receives.${topic}`),
          ...[...stage.produces, ...letters].map((topic) => `${stage.name}.sends.${topic}`),
        ].toSorted(),
      );
    }
  });
});
