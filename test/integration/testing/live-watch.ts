import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One line of `caisson watch --format json`, as far as tests look at it. */
interface WatchLine {
  readonly kind: string;
  readonly detection?: {
    readonly id: string;
    readonly rule: string;
    readonly kind: string;
    readonly time: number;
    readonly output: string;
    readonly container?: { readonly id: string };
  };
  readonly incident?: { readonly id: string };
  readonly loss?: {
    readonly reason: string;
    readonly from: number;
    readonly to: number;
    readonly container?: { readonly id: string };
  };
  readonly text?: string;
}

/** The program as a person runs it, in a state directory of its own that goes away with it. */
export class LiveWatch implements AsyncDisposable {
  readonly state: string;
  readonly lines: WatchLine[] = [];
  /** Lines that are no JSON. */
  readonly broken: string[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<number | string>;
  #errors = '';
  readonly #ownsState: boolean;

  constructor(
    words: readonly string[],
    options: { readonly state?: string; readonly entry?: readonly string[] } = {},
  ) {
    this.#ownsState = options.state === undefined;
    this.state = options.state ?? temporaryState();
    const all = ['src/main.ts', 'watch', '--format', 'json', '--state', this.state, ...words];
    const [program = process.execPath, ...first] = options.entry ?? [process.execPath];
    this.process = spawn(program, [...first, ...all], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr?.on('data', (bytes: Buffer) => {
      this.#errors += bytes.toString('utf8');
    });
    const out = this.process.stdout ?? process.stdin;
    createInterface({ input: out }).on('line', (line) => this.#take(line));
    this.ended = once(this.process, 'close').then(
      ([code, signal]) => Number(code ?? -1) || String(signal ?? '') || 0,
    );
  }

  get errors(): string {
    return this.#errors;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** The daemon that this watch reads. */
  get sensorPid(): number {
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
    const line = stdout
      .split('\n')
      .find((one) => one.includes(`--listen ${join(this.state, 'sensor')} `));
    return Number(line?.trim().split(' ')[0] ?? 0);
  }

  /** The first line that fits, also of those to come. */
  async seen(
    fits: (line: WatchLine) => boolean,
    what: string,
    timeoutMs = 15_000,
  ): Promise<WatchLine> {
    for (let waited = 0; waited < timeoutMs; waited += 25) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      if (this.process.exitCode !== null) break;
      await pause(25);
    }
    throw new Error(`${what} was not seen; stderr: ${this.#errors.slice(-2000)}`);
  }

  /** Waits until a text stands on the screen. */
  async told(text: string, timeoutMs = 60_000): Promise<void> {
    for (let waited = 0; waited < timeoutMs; waited += 25) {
      if (this.broken.some((line) => line.includes(text)) || this.#errors.includes(text)) return;
      await pause(25);
    }
    throw new Error(`${text} was not told; stderr: ${this.#errors.slice(-2000)}`);
  }

  ready(): Promise<WatchLine> {
    return this.seen(({ kind }) => kind === 'ready', 'ready', 60_000);
  }

  count(fits: (line: WatchLine) => boolean): number {
    return this.lines.filter(fits).length;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.process.kill(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.end();
    const daemon = this.sensorPid;
    if (daemon !== 0 && this.#ownsState) process.kill(daemon, 'SIGTERM');
    if (this.#ownsState) rmSync(this.state, { recursive: true, force: true });
  }

  #take(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as WatchLine);
    } catch {
      this.broken.push(line);
    }
  }
}

export function temporaryState(): string {
  return mkdtempSync(join(tmpdir(), 'csn-live-'));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Runs `caisson …` to its end. */
export function caisson(
  words: readonly string[],
  options: {
    readonly input?: string;
    readonly entry?: readonly string[];
    readonly timeout?: number;
  } = {},
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const [program = process.execPath, ...first] = options.entry ?? [process.execPath];
  const { status, stdout, stderr } = spawnSync(program, [...first, 'src/main.ts', ...words], {
    encoding: 'utf8',
    timeout: options.timeout ?? 60_000,
    maxBuffer: 256 << 20,
    ...(options.input !== undefined && { input: options.input }),
  });
  return { code: status, out: stdout, err: stderr };
}

/** Whether a process is there and no zombie. */
export function lives(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
