import type { OpenSocket, SocketEnd, SocketEvents } from '../../../../shared/kite/ticker/web-socket.ts';

/** One opened connection, played by the test as the server. */
export interface FakeSocket {
  readonly address: URL;
  readonly events: SocketEvents;
  /** What the client sent, parsed. */
  readonly sent: { readonly a: string; readonly v: unknown }[];
  /** `close` or `terminate`, in the order of the calls. */
  readonly calls: string[];
  end(end: SocketEnd): void;
  hasEnded(): boolean;
}

/** A network whose far side is the test. Sockets end when they are cut; a close is answered if `answersClose`. */
export class FakeKite {
  readonly sockets: FakeSocket[] = [];
  answersClose = true;

  readonly open: OpenSocket = (address, events) => {
    let hasEnded = false;
    const socket: FakeSocket = {
      address,
      events,
      sent: [],
      calls: [],
      end: (end) => {
        if (hasEnded) return;
        hasEnded = true;
        events.ended(end);
      },
      hasEnded: () => hasEnded,
    };
    this.sockets.push(socket);
    return {
      send: (text) => socket.sent.push(JSON.parse(text)),
      close: () => {
        socket.calls.push('close');
        if (this.answersClose) queueMicrotask(() => socket.end({ kind: 'closed', code: 1_000 }));
      },
      terminate: () => {
        socket.calls.push('terminate');
        queueMicrotask(() => socket.end({ kind: 'closed', code: 1_006 }));
      },
    };
  };

  /** The newest socket. */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }
}
