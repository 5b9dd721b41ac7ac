import type { GroupProtocol } from './messages.ts';

interface Voter {
  readonly protocols: readonly GroupProtocol[];
}

/** The protocols that every member knows. */
export const commonProtocols = (members: readonly Voter[]): Set<string> => {
  const [first, ...others] = members;
  const common = new Set(first?.protocols.map(({ name }) => name));
  for (const { protocols } of others) {
    const names = new Set(protocols.map(({ name }) => name));
    for (const name of common) if (!names.has(name)) common.delete(name);
  }
  return common;
};

/** Each member votes for the first of its protocols that all know; most votes win, the earliest vote on a tie. */
export const chooseProtocol = (members: readonly Voter[]): string | null => {
  const common = commonProtocols(members);
  const votes = new Map<string, number>();
  for (const { protocols } of members) {
    const vote = protocols.find(({ name }) => common.has(name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  let winner: string | null = null;
  let most = 0;
  for (const [name, count] of votes) {
    if (count > most) {
      winner = name;
      most = count;
    }
  }
  return winner;
};
