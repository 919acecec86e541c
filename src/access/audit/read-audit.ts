import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { fieldOf, listOf, textOf } from '#kube/json.ts';
import type { AccessUse } from '#model/access.ts';
import type { Json } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import { auditEventOf } from './event.ts';
import { type AuditChoice, UsageCounter } from './usage.ts';

/** What an audit log says of the use of rights. */
export interface AuditReading {
  readonly uses: readonly AccessUse[];
  /** Events that were read, counted ones or not. */
  readonly events: number;
  /** Times of the first and the last use, ISO 8601; absent where there is none. */
  readonly from?: string;
  readonly to?: string;
  /** Lines that are no events; at most a few, and one gap for the rest. */
  readonly gaps: readonly Gap[];
}

export interface AuditOptions {
  /** As it stands in gaps. */
  readonly path: string;
  /** Left out: `succeeded`. */
  readonly choice?: AuditChoice;
  readonly signal?: AbortSignal;
}

const maxLineBytes = 8 * 2 ** 20;
const maxWholeBytes = 64 * 2 ** 20;
const maxGaps = 20;

/**
 * Reads an audit log of any size as it comes: JSON lines, an `EventList` (what the webhook backend is sent), also inside what
 * container runtimes and collectors put around a line. Throws the signal's reason when aborted; nothing that a log holds throws.
 */
export async function readAudit(
  chunks: AsyncIterable<Uint8Array>,
  options: AuditOptions,
): Promise<AuditReading> {
  const reader = new AuditReader(options);
  for await (const chunk of chunks) {
    if (options.signal !== undefined) checkpoint(options.signal);
    reader.push(chunk);
  }
  return reader.finish();
}

/** The same for a log that is in memory. */
export function readAuditBytes(bytes: Uint8Array, options: AuditOptions): AuditReading {
  const reader = new AuditReader(options);
  reader.push(bytes);
  return reader.finish();
}

class AuditReader {
  readonly #path: string;
  readonly #counter: UsageCounter;
  readonly #gaps: Gap[] = [];
  /** Parts of the line that has not ended yet. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #isTooLong = false;
  #line = 0;
  #events = 0;
  #broken = 0;
  /** Lines that were no JSON by themselves, as long as no line was: the log may be one value over many lines. */
  #whole: Buffer[] | undefined = [];
  #wholeBytes = 0;

  constructor({ path, choice = 'succeeded' }: AuditOptions) {
    this.#path = path;
    this.#counter = new UsageCounter(choice);
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  finish(): AuditReading {
    if (this.#partBytes > 0 || this.#isTooLong) this.#endLine();
    this.#readWhole();
    const { leftOut } = this.#counter;
    if (this.#broken > maxGaps)
      this.#addGap('malformed', `${this.#broken - maxGaps} more lines are no audit events`);
    if (leftOut > 0) this.#addGap('too-large', `${leftOut} uses are beyond the limit`);
    const uses = this.#counter.uses();
    const from = uses.map(({ first }) => first).reduce(earlier, '');
    const to = uses.map(({ last }) => last).reduce((a, b) => (a > b ? a : b), '');
    return {
      uses,
      events: this.#events,
      ...(from !== '' && { from }),
      ...(to !== '' && { to }),
      gaps: this.#gaps,
    };
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0 || this.#isTooLong) return;
    this.#partBytes += part.length;
    if (this.#partBytes > maxLineBytes && this.#whole?.length !== 0) {
      this.#isTooLong = true;
      this.#parts = [];
    } else if (this.#partBytes > maxWholeBytes) {
      this.#isTooLong = true;
      this.#parts = [];
    } else this.#parts.push(part.slice());
  }

  #endLine(): void {
    this.#line += 1;
    const line = Buffer.concat(this.#parts);
    const isTooLong = this.#isTooLong;
    this.#parts = [];
    this.#partBytes = 0;
    this.#isTooLong = false;
    if (isTooLong) this.#spoil('too-large', 'the line is too long');
    else if (!isBlank(line)) this.#readLine(line);
  }

  #readLine(line: Buffer): void {
    const value = tryJson(unwrapped(line.toString('utf8')));
    if (value !== undefined) {
      this.#spoilWhole();
      this.#readValue(value);
    } else if (this.#whole !== undefined && this.#wholeBytes + line.length <= maxWholeBytes) {
      this.#whole.push(line);
      this.#wholeBytes += line.length;
    } else {
      this.#spoilWhole();
      this.#spoil('malformed', 'the line is no JSON');
    }
  }

  /** A line by itself was JSON, so those before were broken ones. */
  #spoilWhole(): void {
    const count = this.#whole?.length ?? 0;
    this.#whole = undefined;
    for (let at = 0; at < count; at += 1) this.#spoil('malformed', 'a line is no JSON');
  }

  #readWhole(): void {
    if (this.#whole === undefined || this.#whole.length === 0) return;
    const value = tryJson(Buffer.concat(this.#whole).toString('utf8'));
    if (value === undefined) this.#spoilWhole();
    else this.#readValue(value);
  }

  #readValue(value: Json): void {
    const isList = fieldOf(value, 'items') !== undefined || Array.isArray(value);
    const items = isList ? listOf(Array.isArray(value) ? value : fieldOf(value, 'items')) : [value];
    for (const item of items) {
      const event = auditEventOf(item) ?? auditEventOf(innerOf(item));
      if (event === undefined) this.#spoil('malformed', 'the line is no audit event');
      else this.#events += 1;
      if (event !== undefined && event !== 'skip') this.#counter.add(event);
    }
  }

  #spoil(reason: Gap['reason'], detail: string): void {
    this.#broken += 1;
    if (this.#broken <= maxGaps) this.#addGap(reason, detail);
  }

  #addGap(reason: Gap['reason'], detail: string): void {
    const location = { path: this.#path, line: Math.max(this.#line, 1) };
    this.#gaps.push({ type: 'gap', location, reason, detail });
  }
}

function earlier(a: string, b: string): string {
  return a === '' || (b !== '' && b < a) ? b : a;
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte <= 32);
}

function tryJson(text: string): Json | undefined {
  try {
    const value = parseJson(text, 'a line') as Json;
    return typeof value === 'object' ? value : undefined;
  } catch (error) {
    if (error instanceof CaissonError) return undefined;
    throw error;
  }
}

/** A line of a container's log has a time, a stream and a mark before the JSON. */
function unwrapped(line: string): string {
  if (!/^\d{4}-\d\d-\d\dT/.test(line)) return line;
  const start = line.indexOf('{');
  return start < 0 ? line : line.slice(start);
}

/** Collectors put the line into a field as text. */
function innerOf(value: Json): Json {
  for (const field of ['log', 'message', '@message', 'textPayload']) {
    const text = textOf(fieldOf(value, field));
    const inner = text === undefined ? undefined : tryJson(unwrapped(text));
    if (inner !== undefined) return inner;
  }
  return null;
}
