import type { GroupProtocol, JoinRequest, JoinResult, SyncResult } from './messages.ts';

/** One consumer in a group, and the answers that it waits for. */
export class Member {
  readonly id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol[];
  assignment: Buffer = Buffer.alloc(0);
  answerJoin: ((result: JoinResult) => void) | undefined;
  answerSync: ((result: SyncResult) => void) | undefined;
  cancelSessionTimer: () => void = () => {};

  constructor(id: string, request: JoinRequest) {
    this.id = id;
    this.instanceId = request.instanceId;
    this.clientId = request.clientId;
    this.clientHost = request.clientHost;
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  update(request: JoinRequest): void {
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  /** The client waits for an answer, so it is alive although it sends no heartbeats. */
  get isWaiting(): boolean {
    return this.answerJoin !== undefined || this.answerSync !== undefined;
  }

  hasSameProtocols(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every((protocol, index) => {
        const own = this.protocols[index];
        return own !== undefined && own.name === protocol.name && own.metadata.equals(protocol.metadata);
      })
    );
  }

  metadataFor(protocolName: string | null): Buffer {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? Buffer.alloc(0);
  }
}
