import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { eventFromJson } from './event-json.ts';

const lineFeed = 0x0a;

/**
 * Events of a stream of JSON lines, one event a line; empty lines are skipped. Throws `input.malformed` with the line and
 * the field, `limit.size` for a line above `scope.limits.maxDocumentBytes`.
 */
export async function* readEvents(
  stream: AsyncIterable<string | Uint8Array>,
  scope: Pick<Scope, 'signal' | 'limits'>,
): AsyncGenerator<RuntimeEvent, void, undefined> {
  let line = 0;
  let number = 0;
  for await (const bytes of linesOf(stream, scope.limits.maxDocumentBytes)) {
    checkpoint(scope.signal);
    line += 1;
    const what = `event on line ${line}`;
    const text = textOf(bytes, what);
    if (text.trim() === '') continue;
    const event = eventFromJson(parseJson(text, what), { number: number + 1, what });
    number = event.number;
    yield event;
  }
}

/** Lines without their end; the last one needs none. */
async function* linesOf(
  stream: AsyncIterable<string | Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
      bound(held + end - from, maxBytes);
      yield Buffer.concat([...rest, bytes.subarray(from, end)]);
      rest = [];
      held = 0;
      from = end + 1;
    }
    rest.push(bytes.subarray(from));
    held += bytes.length - from;
    bound(held, maxBytes);
  }
  if (held > 0) yield Buffer.concat(rest);
}

function bound(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new CaissonError('limit.size', `a line of events is longer than ${maxBytes} bytes`);
}

function textOf(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CaissonError('input.malformed', `${what} is not UTF-8`, { cause });
  }
}
