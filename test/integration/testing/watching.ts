import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a watch tells of one detection, as its JSON has it. */
export interface ToldDetection {
  readonly time: number;
  readonly kind: string;
  readonly rule: string;
  readonly output: string;
  readonly container?: { readonly id: string; readonly name?: string };
  readonly process?: { readonly args?: readonly string[]; readonly exePath?: string };
  readonly because?: readonly { readonly label: string; readonly text: string }[];
}

export interface ToldIncident {
  readonly id: string;
  readonly title: string;
  readonly score: number;
  readonly container?: { readonly id: string; readonly name?: string };
}

/** A `caisson watch` with what it told so far. */
export class Watching implements AsyncDisposable {
  readonly detections: ToldDetection[] = [];
  readonly incidents: ToldIncident[] = [];
  readonly losses: unknown[] = [];
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;

  constructor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, ['src/main.ts', 'watch', '--format', 'json', ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#child.on('exit', () => reject(new Error('the watch ended')));
    createInterface({ input: this.#child.stdout ?? process.stdin }).on('line', (line) => {
      const item = JSON.parse(line) as Told;
      if (item.kind === 'ready') resolve();
      if (item.detection !== undefined) this.detections.push(item.detection);
      if (item.incident !== undefined) this.incidents.push(item.incident);
      if (item.loss !== undefined) this.losses.push(item.loss);
    });
  }

  /** Memory in MB and processor time in seconds of the watch and its sensor so far. */
  get cost(): { readonly megabytes: number; readonly seconds: number } {
    const all = [this.#child.pid ?? 0, ...childrenOf(this.#child.pid ?? 0)].map(costOf);
    return {
      megabytes: Math.round(all.reduce((sum, one) => sum + one.megabytes, 0)),
      seconds: all.reduce((sum, one) => sum + one.seconds, 0),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

interface Told {
  readonly kind: string;
  readonly detection?: ToldDetection;
  readonly incident?: ToldIncident;
  readonly loss?: unknown;
}

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

function costOf(pid: number) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { megabytes: (Number(fields[21]) * 4096) / 2 ** 20, seconds: ticks / 100 };
}
