import type { CheckEvidence, Evidence } from './evidence.ts';

/** A rebuilt portfolio values its snapshots at the prices of that time. */
const mayDiffer = (evidence: Evidence, type: string, source: string): boolean =>
  type === 'pnl_snapshot' && evidence.resetsOf(source) > 0;

/** An id belongs to one event: a repetition has the same content and topic. */
export const identity: CheckEvidence = (evidence) => {
  const known = new Map<string, string>();
  const problems: string[] = [];
  for (const topic of evidence.topics()) {
    for (const { event, text } of evidence.soundlySaid(topic)) {
      const before = known.get(event.id);
      const now = `${topic} ${text}`;
      known.set(event.id, now);
      if (before === undefined || before === now || mayDiffer(evidence, event.type, event.source)) continue;
      problems.push(`${event.type} ${event.id} says two things: ${before} and ${now}`);
    }
  }
  return problems;
};

/** No topic, position or fill of one account contains data of the other. */
export const segregation: CheckEvidence = async (evidence) => {
  const problems: string[] = [];
  for (const topic of evidence.topics()) {
    for (const { event } of evidence.soundlySaid(topic)) {
      if (event.type !== 'order_filled' && event.type !== 'order_failed') continue;
      const mode = event.broker === 'paper' ? 'paper' : 'live';
      if (event.data.execution_mode !== mode) {
        problems.push(`${event.type} ${event.id} on ${topic} is ${event.data.execution_mode}`);
      }
    }
  }
  for (const item of await evidence.tables.scan('journal')) {
    const { topic, broker, event_id } = item;
    if (!String(topic).startsWith(`${broker}.`) && broker !== 'shared') {
      problems.push(`the trail has ${event_id} of ${broker} from ${topic}`);
    }
  }
  return problems;
};
