import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../daemons.ts';

/** A way to a port of this machine on which every packet takes its time; order is kept. */
export class SlowLink implements AsyncDisposable {
  readonly port: number;
  /** Milliseconds that each packet is late, each way: between the two. */
  lateMs: readonly [number, number] = [0, 0];
  /** Packets wait until they are let go: a cable that was pulled, whose ends do not know. */
  #isHeld = false;
  #waiting: (() => void)[] = [];
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly #lost = new WeakSet<Socket>();

  private constructor(port: number, to: number) {
    this.port = port;
    this.#server = createServer((here) => this.#join(here, connect(to, '127.0.0.1')));
  }

  static async to(port: number): Promise<SlowLink> {
    const link = new SlowLink(await freePort(), port);
    link.#server.listen(link.port, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  /** Nothing passes any more on the connections of now, and nobody is told: the machine behind them is gone, another has its address. */
  lose(): void {
    for (const socket of this.#sockets) this.#lost.add(socket);
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const send of waiting) send();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(here: Socket, there: Socket): void {
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      from.setNoDelay(true);
      this.#sockets.add(from);
      this.#carry(from, to);
      from.on('error', () => this.#lost.has(from) || to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        if (!this.#lost.has(from)) to.destroy();
      });
    }
  }

  /** A packet never passes one that was sent before. */
  #carry(from: Socket, to: Socket): void {
    let last = 0;
    from.on('data', (part) => {
      const [least, most] = this.lateMs;
      const now = performance.now();
      last = Math.max(last, now + least + Math.random() * (most - least));
      setTimeout(() => this.#pass(() => this.#send(part, from, to)), last - now);
    });
  }

  #send(part: Buffer, from: Socket, to: Socket): void {
    if (!to.destroyed && !this.#lost.has(from)) to.write(part);
  }

  #pass(send: () => void): void {
    if (this.#isHeld) this.#waiting.push(send);
    else send();
  }
}
