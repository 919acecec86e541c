import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duplex, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** One answer of the control channel. */
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

/** A `CSN_VERDICT` as these tests look at it. */
export interface Verdict {
  readonly pid: number;
  readonly policy: number;
  readonly action: 'kill' | 'deny' | 'cut' | 'freeze' | 'thaw' | 'expired';
  readonly reason: 'drift' | 'memfd' | 'tmpfs' | 'denied' | 'quarantine' | 'command';
  readonly simulated: boolean;
  readonly path: string;
}

export const sensorBinary =
  process.env['CAISSON_SENSOR'] ??
  join(import.meta.dirname, '../../../native/build/caisson-sensor');
export const hasSensor = existsSync(sensorBinary);

const actions = ['kill', 'deny', 'cut', 'freeze', 'thaw', 'expired'] as const;
const reasons = ['drift', 'memfd', 'tmpfs', 'denied', 'quarantine', 'command'] as const;
const verdictType = 8;

/** The daemon as a child with its two channels, spoken to directly: nothing of `src/sensor/` takes part. */
export class SensorProcess implements AsyncDisposable {
  readonly verdicts: Verdict[] = [];
  readonly process: ChildProcess;
  readonly #control: Duplex;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #events = Buffer.alloc(0);
  #answers = '';
  #next = 1;

  constructor(program: string = sensorBinary) {
    this.process = spawn(program, ['--events-fd', '3', '--control-fd', '4'], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    });
    const [events, control] = [this.process.stdio[3], this.process.stdio[4]];
    if (!events || !(control instanceof Duplex)) throw new Error('no channels');
    (events as Readable).on('data', (bytes: Buffer) => this.#take(bytes)).on('error', () => {});
    control.on('data', (bytes: Buffer) => this.#answer(bytes)).on('error', () => {});
    this.#control = control;
    this.#exited = once(this.process, 'exit');
  }

  /** Resolves with the answer, be it good or bad. */
  async ask(command: string, members: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const id = this.#next++;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#control.write(`${JSON.stringify({ id, command, ...members })}\n`);
    return await Promise.race([answered, this.#ended()]);
  }

  /** Like `ask`; throws when the sensor refuses. */
  async must(command: string, members: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const answer = await this.ask(command, members);
    if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Bytes as they are, for hostile input; answers to them are thrown away. */
  send(text: string): void {
    this.#control.write(text);
  }

  /** Waits until `count` verdicts of a policy have come. */
  async seen(policy: number, count: number, withinMs = 3000): Promise<readonly Verdict[]> {
    for (let waited = 0; ; waited += 5) {
      const found = this.verdicts.filter((verdict) => verdict.policy === policy);
      if (found.length >= count || waited >= withinMs) return found;
      await delay(5);
    }
  }

  /** Ends both channels, as a client does that dies. */
  hangUp(): void {
    this.#control.destroy();
    this.process.stdio[3]?.destroy();
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill(signal);
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGTERM');
    this.hangUp();
  }

  async #ended(): Promise<Answer> {
    await this.#exited;
    return { ok: false, code: 'test.sensor-ended' };
  }

  #answer(bytes: Buffer): void {
    const lines = (this.#answers + bytes.toString('utf8')).split('\n');
    this.#answers = lines.pop() ?? '';
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer & { readonly id?: number };
      this.#waiting.get(answer.id ?? -1)?.(answer);
      this.#waiting.delete(answer.id ?? -1);
    }
  }

  #take(bytes: Buffer): void {
    this.#events = Buffer.concat([this.#events, bytes]);
    while (this.#events.length >= 4 && this.#events.length >= this.#events.readUInt32LE(0)) {
      const length = this.#events.readUInt32LE(0);
      const record = this.#events.subarray(0, length);
      if (record.readUInt16LE(4) === verdictType) this.verdicts.push(verdictOf(record));
      this.#events = this.#events.subarray(length);
    }
  }
}

/** `struct csn_verdict` of `native/include/caisson_wire.h`. */
function verdictOf(record: Buffer): Verdict {
  const action = actions[record.readUInt16LE(52) - 1];
  const reason = reasons[record.readUInt16LE(54) - 1];
  if (!action || !reason)
    throw new Error(`verdict without action or reason: ${record.toString('hex')}`);
  return {
    pid: record.readUInt32LE(16),
    policy: record.readUInt32LE(48),
    action,
    reason,
    simulated: record.readUInt16LE(96) === 1,
    path: record.toString('latin1', 104, 104 + record.readUInt16LE(98)),
  };
}
