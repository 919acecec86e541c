import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, hasPrograms, temporary } from '../../daemons.ts';

/** Whether a NATS server can be started here. */
export const hasNats = hasPrograms('nats-server');

/** A server with JetStream on a port of its own; what it stores outlives a restart. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly #directory = temporary('nats');
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<NatsServer> {
    const server = new NatsServer(await freePort());
    await server.start();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const store = join(this.#directory, 'store');
    const words = ['-a', '127.0.0.1', '-p', String(this.port), '-js', '-sd', store];
    const path = `${process.env['PATH']}:/usr/sbin`;
    const server = spawn('nats-server', words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: path },
    });
    this.#process = server;
    for await (const text of server.stderr) if (String(text).includes('Server is ready')) break;
    server.stderr.resume();
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
