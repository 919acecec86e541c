import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { AuditEvent } from '#model/runtime-event.ts';
import { linesOf, textOfUtf8 } from './lines.ts';

/** A part of an audit log that could not be read. */
export interface AuditGap {
  /** From 1. */
  readonly line: number;
  readonly detail: string;
}

const group = 'audit.k8s.io/';
const times = ['stageTimestamp', 'timestamp', 'requestReceivedTimestamp'];

/**
 * Events of a Kubernetes audit log (audit.k8s.io Event, EventList, webhook batches): JSON, one document a line, or one document in all.
 * What cannot be read is told to `onGap` and passed over. A line may be as long as `scope.limits.maxDocumentBytes`.
 */
export async function* readAuditLog(
  stream: AsyncIterable<string | Uint8Array>,
  onGap: (gap: AuditGap) => void,
  scope: Pick<Scope, 'signal' | 'limits'>,
): AsyncGenerator<AuditEvent, void, undefined> {
  const { maxDocumentBytes, maxDepth } = scope.limits;
  const documents = new Documents(maxDocumentBytes, onGap);
  let number = 0;
  function* told(found: readonly Found[]): Generator<AuditEvent, void, undefined> {
    for (const { line, document } of found)
      for (const body of eventsIn(document, maxDepth)) {
        number += 1;
        if (body !== undefined) yield eventOf(body, number);
        else onGap({ line, detail: 'this is no audit event' });
      }
  }
  for await (const { number: line, bytes } of linesOf(stream, maxDocumentBytes)) {
    checkpoint(scope.signal);
    if (bytes !== 'too long') yield* told(documents.add(bytes, line));
    else onGap({ line, detail: `the line is longer than ${maxDocumentBytes} bytes` });
  }
  yield* told(documents.end());
}

interface Found {
  readonly line: number;
  readonly document: unknown;
}

/** Documents of lines. A list that a person saved goes over many: it begins with a line that is open at its end. */
class Documents {
  readonly #maxBytes: number;
  readonly #onGap: (gap: AuditGap) => void;
  #held: { readonly line: number; readonly bytes: Buffer }[] = [];
  #bytes = 0;
  #mode: 'unknown' | 'whole' | 'lines' = 'unknown';

  constructor(maxBytes: number, onGap: (gap: AuditGap) => void) {
    this.#maxBytes = maxBytes;
    this.#onGap = onGap;
  }

  add(bytes: Buffer, line: number): readonly Found[] {
    if (bytes.length === 0) return [];
    if (this.#mode === 'unknown') this.#mode = isOpen(bytes) ? 'whole' : 'lines';
    if (this.#mode === 'lines') return this.#alone(bytes, line);
    this.#held.push({ line, bytes });
    this.#bytes += bytes.length + 1;
    return this.#bytes > this.#maxBytes ? this.#apart() : [];
  }

  end(): readonly Found[] {
    if (this.#held.length === 0) return [];
    const document = tryParse(Buffer.concat(this.#held.flatMap(({ bytes }) => [bytes, lineFeed])));
    return document === undefined ? this.#apart() : [{ line: 1, document }];
  }

  /** It was no document after all. */
  #apart(): readonly Found[] {
    const held = this.#held;
    this.#held = [];
    this.#mode = 'lines';
    return held.flatMap(({ bytes, line }) => this.#alone(bytes, line));
  }

  #alone(bytes: Buffer, line: number): readonly Found[] {
    const document = tryParse(bytes);
    if (document === undefined) this.#onGap({ line, detail: 'the line is not valid JSON' });
    return document === undefined ? [] : [{ line, document }];
  }
}

const lineFeed = Buffer.from('\n');

function isOpen(line: Buffer): boolean {
  return /[[{,]$/.test(line.toString('latin1').trimEnd().slice(-1));
}

function tryParse(bytes: Buffer): unknown {
  try {
    const document = parseJson(textOfUtf8(bytes, 'the audit log'), 'the audit log');
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}

/** `undefined` for what is no audit event. */
function eventsIn(document: unknown, maxDepth: number): readonly (JsonObject | undefined)[] {
  if (Array.isArray(document)) return document.map((item) => bodyOf(item, maxDepth));
  const items = isRecord(document) ? document['items'] : undefined;
  const isList = isRecord(document) && document['kind'] === 'EventList' && Array.isArray(items);
  if (isList && Array.isArray(items)) return items.map((item) => bodyOf(item, maxDepth));
  return [bodyOf(document, maxDepth)];
}

function bodyOf(value: unknown, maxDepth: number): JsonObject | undefined {
  if (!isRecord(value) || !isAuditEvent(value) || isTooDeep(value, maxDepth)) return undefined;
  // It was JSON, and nothing else comes out of a parser of JSON.
  return value as JsonObject;
}

/** Items of lists need not say what they are. */
function isAuditEvent(value: Readonly<Record<string, unknown>>): boolean {
  const { kind, apiVersion, auditID, verb, requestURI } = value;
  if (kind !== undefined && kind !== 'Event') return false;
  if (typeof apiVersion === 'string' && !apiVersion.startsWith(group)) return false;
  return auditID !== undefined || verb !== undefined || requestURI !== undefined;
}

function isTooDeep(root: unknown, maxDepth: number): boolean {
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap(partsOf);
  }
  return false;
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
}

function eventOf(body: JsonObject, number: number): AuditEvent {
  const time = times.map((name) => timeOf(body[name])).find((found) => found !== undefined);
  return {
    source: 'k8s_audit',
    number,
    type: 'pluginevent',
    seconds: time?.seconds ?? 0,
    nanoseconds: time?.nanoseconds ?? 0,
    body,
  };
}

/** RFC 3339 with fractions, as metav1.MicroTime is written. */
function timeOf(
  value: unknown,
): { readonly seconds: number; readonly nanoseconds: number } | undefined {
  if (typeof value !== 'string') return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return undefined;
  const fraction = /\.(\d{1,9})/.exec(value.slice(0, 40))?.[1] ?? '';
  return {
    seconds: Math.floor(milliseconds / 1000),
    nanoseconds: Number(fraction.padEnd(9, '0')),
  };
}
