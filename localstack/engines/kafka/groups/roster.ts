import { type ErrorCode, errorCodes } from '../protocol/error-codes.ts';
import { commonProtocols } from './choose-protocol.ts';
import type { Member } from './member.ts';
import type { GroupProtocol, MemberIdentity } from './messages.ts';

/** The members of a group, in the order in which they came. */
export class Roster {
  readonly #members = new Map<string, Member>();

  get size(): number {
    return this.#members.size;
  }

  /** A copy: members may go while it is walked through. */
  all(): Member[] {
    return [...this.#members.values()];
  }

  get(memberId: string): Member | undefined {
    return this.#members.get(memberId);
  }

  add(member: Member): void {
    this.#members.set(member.id, member);
  }

  delete(member: Member): void {
    this.#members.delete(member.id);
  }

  clear(): void {
    this.#members.clear();
  }

  findInstance(instanceId: string | null): Member | undefined {
    return instanceId === null ? undefined : this.all().find((member) => member.instanceId === instanceId);
  }

  /** The member that a request claims to be, or why it is not. */
  identify({ memberId, instanceId }: Pick<MemberIdentity, 'memberId' | 'instanceId'>): Member | ErrorCode {
    if (instanceId === null) return this.#members.get(memberId) ?? errorCodes.UNKNOWN_MEMBER_ID;
    const holder = this.findInstance(instanceId);
    if (holder === undefined) return errorCodes.UNKNOWN_MEMBER_ID;
    return holder.id === memberId ? holder : errorCodes.FENCED_INSTANCE_ID;
  }

  /** Whether a newcomer shares one of its protocols with all members. */
  shares(protocols: readonly GroupProtocol[]): boolean {
    if (this.#members.size === 0) return true;
    const common = commonProtocols(this.all());
    return protocols.some(({ name }) => common.has(name));
  }

  /** How long the most patient member lets a rebalance last, in milliseconds. */
  get longestRebalanceMs(): number {
    return Math.max(0, ...this.all().map((member) => member.rebalanceTimeoutMs));
  }
}
