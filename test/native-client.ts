import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { layout, wire } from '../src/sensor/wire.gen.ts';

export const sensorBinary = join(import.meta.dirname, '..', 'native', 'build', 'caisson-sensor');

/** Kernel programs need root; the binary is built by `make -C native`. */
export const canRunSensor = process.getuid?.() === 0 && existsSync(sensorBinary);

export type Answer = Readonly<Record<string, unknown>>;

/** What one class of records counted. */
export interface Counts {
  readonly seen: number;
  readonly sent: number;
  readonly dropped: number;
  readonly filtered: number;
}

/** A client of the daemon that knows nothing but bytes: what `src/sensor` would never send, this one can. */
export class NativeClient {
  readonly daemon: ChildProcess;
  readonly events: Socket;
  readonly control: Socket;
  readonly records: Buffer[] = [];
  #answers: string[] = [];
  #arrived = Promise.withResolvers<void>();
  #number = 0;

  constructor() {
    this.daemon = spawn(sensorBinary, ['--events-fd', '3', '--control-fd', '4'], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    });
    this.events = this.daemon.stdio[3] as Socket;
    this.control = this.daemon.stdio[4] as Socket;
    this.control.on('error', () => {});
    this.events.on('error', () => {});
    this.#readEvents();
    this.#readAnswers();
  }

  /** Sends bytes as they are; resolves with the next line of an answer. */
  async send(bytes: string | Buffer): Promise<Answer> {
    this.control.write(bytes);
    while (this.#answers.length === 0) await this.#arrived.promise;
    return JSON.parse(this.#answers.shift() ?? '') as Answer;
  }

  command(command: string, members: Answer = {}): Promise<Answer> {
    this.#number += 1;
    return this.send(`${JSON.stringify({ id: this.#number, command, ...members })}\n`);
  }

  async counts(): Promise<Readonly<Record<string, Counts>>> {
    return (await this.command('statistics'))['classes'] as Readonly<Record<string, Counts>>;
  }

  /** Resolves when a record satisfies the condition, also one that came before. */
  async until(condition: (record: Buffer) => boolean): Promise<Buffer> {
    for (let index = 0; ; index += 1) {
      while (index >= this.records.length) await once(this.events, 'data');
      const record = this.records[index];
      if (record !== undefined && condition(record)) return record;
    }
  }

  async close(): Promise<number | null> {
    const { exitCode, signalCode } = this.daemon;
    const isRunning = exitCode === null && signalCode === null;
    const ended = isRunning ? once(this.daemon, 'exit') : undefined;
    this.control.destroy();
    this.events.destroy();
    await ended;
    return this.daemon.exitCode;
  }

  #readEvents(): void {
    let rest = Buffer.alloc(0);
    this.events.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= layout.header.size && rest.length >= rest.readUInt32LE()) {
        const length = rest.readUInt32LE();
        this.records.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
  }

  #readAnswers(): void {
    let rest = '';
    this.control.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      this.#answers.push(...lines);
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    });
  }
}

export function typeOf(record: Buffer): number {
  return record.readUInt16LE(layout.header.type);
}

/** Whether a record is of the class and process. */
export function isOf(type: keyof typeof wire.type, pid: number): (record: Buffer) => boolean {
  return (record) =>
    typeOf(record) === wire.type[type] && record.readUInt32LE(layout.header.tgid) === pid;
}
