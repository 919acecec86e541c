import type { Duplex } from 'node:stream';
import type { SensorCommand } from '#contract/runtime.ts';
import { CaissonError, type ErrorCode } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';

const maxLineBytes = 8 * 2 ** 20;
const maxWaiting = 256;
const lineFeed = 0x0a;
/** Codes that the daemon may answer with; anything else is `host.io`. */
const answered: readonly ErrorCode[] = [
  'usage.invalid-argument',
  'input.malformed',
  'input.unsupported',
  'input.not-found',
  'access.forbidden',
  'limit.size',
  'limit.entries',
  'limit.time',
  'host.missing-feature',
  'host.missing-privilege',
];

interface Waiting {
  readonly resolve: (members: JsonObject) => void;
  readonly reject: (error: CaissonError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Commands to the daemon and its answers, one JSON object a line. An answer that is none ends the channel. */
export class ControlChannel {
  readonly #stream: Duplex;
  readonly #waiting = new Map<number, Waiting>();
  readonly #timeoutMs: number;
  #next = 1;
  #line: Buffer[] = [];
  #held = 0;
  #closed: CaissonError | undefined;

  constructor(stream: Duplex, timeoutMs = 10_000) {
    this.#stream = stream;
    this.#timeoutMs = timeoutMs;
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
    stream.on('error', () => this.close());
    stream.on('close', () => this.close());
  }

  /** Sends a command and resolves with the members of its answer. Throws what the daemon answers, `limit.time`, `host.io`. */
  async command(name: SensorCommand, members: JsonObject = {}): Promise<JsonObject> {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#waiting.size >= maxWaiting)
      throw new CaissonError('limit.entries', 'too many commands of the sensor are under way');
    const id = this.#next;
    this.#next += 1;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const timer = setTimeout(() => this.#expire(id, name), this.#timeoutMs);
    timer.unref();
    this.#waiting.set(id, { resolve, reject, timer });
    this.#stream.write(`${JSON.stringify({ ...members, id, command: name })}\n`);
    return promise;
  }

  /** Refuses what waits and what comes. */
  close(why = 'the sensor has ended'): void {
    this.#closed ??= new CaissonError('host.io', why);
    this.#stream.destroy();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#closed);
    }
    this.#waiting.clear();
  }

  #expire(id: number, name: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.reject(new CaissonError('limit.time', `the sensor did not answer "${name}" in time`));
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...this.#line, chunk.subarray(from, end)]);
      this.#line = [];
      this.#held = 0;
      from = end + 1;
      this.#answer(line.toString('utf8'));
    }
    this.#line.push(chunk.subarray(from));
    this.#held += chunk.length - from;
    if (this.#held > maxLineBytes) this.close('the sensor answers without end');
  }

  #answer(line: string): void {
    const answer = tryParse(line);
    if (answer === undefined) {
      this.close('the sensor answered with something else than JSON');
      return;
    }
    const { id, ok, ...members } = answer;
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (waiting === undefined || typeof id !== 'number') return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (ok === true) waiting.resolve(members);
    else waiting.reject(refusal(members));
  }
}

function tryParse(line: string): JsonObject | undefined {
  try {
    const value = parseJson(line, 'answer of the sensor');
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What JSON text gave is JSON. */
function isJsonObject(value: unknown): value is JsonObject {
  return isRecord(value);
}

function refusal(members: JsonObject): CaissonError {
  const code = answered.find((one) => one === members['code']) ?? 'host.io';
  const message = members['message'];
  return new CaissonError(
    code,
    typeof message === 'string' ? message.slice(0, 1000) : 'the sensor refused a command',
  );
}
