import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const ticksPerSecond = 100;

/** What a watch wrote: one JSON object a line. */
export interface WatchLine {
  readonly kind: string;
  readonly detection?: {
    readonly rule: string;
    readonly process?: { readonly args?: readonly string[]; readonly commandLine?: string };
  };
  readonly loss?: { readonly reason: string; readonly counts: Readonly<Record<string, number>> };
}

/** CPU in seconds since the start, memory in bytes, of Node and of the daemon. */
export interface WatchUsage {
  readonly nodeCpu: number;
  readonly daemonCpu: number;
  readonly nodeBytes: number;
  readonly daemonBytes: number;
  readonly descriptors: number;
}

/** `caisson watch` as it is built, in a process of its own. */
export class Watch implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #state: string;
  readonly #listeners = new Set<(line: WatchLine, atMs: number) => void>();
  readonly #ready = Promise.withResolvers<void>();
  #lost = 0;
  daemonPid = 0;

  private constructor(words: readonly string[], flags: readonly string[]) {
    this.#state = mkdtempSync(join(tmpdir(), 'caisson-watch-'));
    const program = [...flags, join(root, 'dist', 'caisson.js'), 'watch', '-o', 'json'];
    const environment = { ...process.env };
    environment['CAISSON_SENSOR'] ??= join(root, 'native', 'build', 'caisson-sensor');
    this.#child = spawn(process.execPath, [...program, '--state', this.#state, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    });
    if (this.#child.stdout === null) throw new Error('the watch has no output');
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(line));
    this.#child.on('exit', (code) => this.#ready.reject(new Error(`the watch ended with ${code}`)));
  }

  /** Resolves when everything that ran at the start is known. `flags` are Node's. */
  static async start(
    words: readonly string[],
    flags: readonly string[] = ['--max-semi-space-size=4'],
  ): Promise<Watch> {
    const watch = new Watch(words, flags);
    await watch.#ready.promise;
    watch.daemonPid = childrenOf(watch.pid)[0] ?? 0;
    return watch;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Events that it said it missed. */
  get lost(): number {
    return this.#lost;
  }

  listen(listener: (line: WatchLine, atMs: number) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  usage(): WatchUsage {
    return {
      nodeCpu: cpuOf(this.pid),
      daemonCpu: cpuOf(this.daemonPid),
      nodeBytes: residentOf(this.pid),
      daemonBytes: residentOf(this.daemonPid),
      descriptors: descriptorsOf(this.pid) + descriptorsOf(this.daemonPid),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#state, { recursive: true, force: true });
  }

  #take(text: string): void {
    const at = performance.timeOrigin + performance.now();
    const line = JSON.parse(text) as WatchLine;
    if (line.kind === 'ready') this.#ready.resolve();
    for (const count of Object.values(line.loss?.counts ?? {})) this.#lost += count;
    for (const listener of this.#listeners) listener(line, at);
  }
}

function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function childrenOf(pid: number): readonly number[] {
  const words = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return words === '' ? [] : words.split(' ').map(Number);
}
