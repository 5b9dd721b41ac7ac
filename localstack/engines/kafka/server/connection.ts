import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { BrokerContext } from '../protocol/context.ts';
import { MalformedRequest } from '../wire/malformed-request.ts';
import { answerRequest, type ConnectionIdentity, type Response } from './answer-request.ts';
import { FrameReader } from './frame-reader.ts';

/** Kafka's socket.request.max.bytes. */
const MAX_REQUEST_BYTES = 100 * 1024 * 1024;
/** Requests read ahead of the one at work; beyond this the client has to wait. */
const MAX_QUEUED_REQUESTS = 64;

export type Log = (message: string) => void;

/**
 * Serves one client. Requests are answered one after the other in the order of their arrival, as Kafka
 * guarantees: a fetch that waits for data keeps those behind it waiting.
 */
export class Connection implements ConnectionIdentity {
  readonly id: string;
  readonly remoteAddress: string;
  clientId = '';
  readonly #socket: Socket;
  readonly #broker: BrokerContext;
  readonly #log: Log;
  readonly #frames = new FrameReader(MAX_REQUEST_BYTES);
  readonly #queue: Buffer[] = [];
  readonly #closeTasks = new Set<() => void>();
  #isServing = false;

  constructor(id: string, socket: Socket, broker: BrokerContext, log: Log) {
    this.id = id;
    this.remoteAddress = `/${socket.remoteAddress ?? ''}`;
    this.#socket = socket;
    this.#broker = broker;
    this.#log = log;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    // A reset by the peer is no news; 'close' follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      for (const task of this.#closeTasks) task();
      this.#closeTasks.clear();
    });
  }

  onClose(task: () => void): () => void {
    this.#closeTasks.add(task);
    return () => this.#closeTasks.delete(task);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#queue.push(...this.#frames.push(chunk));
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#queue.length > MAX_QUEUED_REQUESTS) this.#socket.pause();
    if (!this.#isServing) void this.#serve();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) {
        const response = answerRequest(frame, this.#broker, this);
        // Without this test every request would wait for a turn of the event loop's microtasks.
        const isWritten = this.#write(response instanceof Promise ? await response : response);
        if (this.#socket.destroyed) return;
        if (!isWritten) await this.#drained();
        if (this.#socket.isPaused() && this.#queue.length <= MAX_QUEUED_REQUESTS) this.#socket.resume();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isServing = false;
    }
  }

  /** @returns `false` when the client reads more slowly than it asks. */
  #write(response: Response): boolean {
    if (response === undefined || this.#socket.destroyed) return true;
    this.#socket.cork();
    let isFree = true;
    for (const chunk of response) isFree = this.#socket.write(chunk);
    this.#socket.uncork();
    return isFree;
  }

  async #drained(): Promise<void> {
    const closed = new AbortController();
    const withdraw = this.onClose(() => closed.abort());
    await once(this.#socket, 'drain', { signal: closed.signal }).catch(() => {});
    withdraw();
  }

  #fail(error: unknown): void {
    const reason = error instanceof MalformedRequest ? error.message : errorDetails(error);
    this.#log(`Closed the connection of ${this.clientId || 'an unnamed client'}: ${reason}`);
    this.#queue.length = 0;
    this.close();
  }
}

const errorDetails = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
