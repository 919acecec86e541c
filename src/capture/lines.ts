import { CaissonError } from '#kit/error.ts';

const lineFeed = 0x0a;

/** A line, or what says that it was too long: then the rest of it is left out. */
export interface Line {
  readonly number: number;
  readonly bytes: Buffer | 'too long';
}

/** Lines of a stream without their ends. A line above `maxBytes` is passed over. */
export async function* linesOf(
  stream: AsyncIterable<string | Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line, void, undefined> {
  let rest: Buffer[] = [];
  let held = 0;
  let number = 1;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk);
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
      yield {
        number,
        bytes: joined([...rest, bytes.subarray(from, end)], held + end - from, maxBytes),
      };
      number += 1;
      rest = [];
      held = 0;
      from = end + 1;
    }
    held += bytes.length - from;
    // What is too long already is not held.
    rest = held > maxBytes ? [] : [...rest, bytes.subarray(from)];
  }
  if (held > 0) yield { number, bytes: joined(rest, held, maxBytes) };
}

function joined(parts: readonly Buffer[], length: number, maxBytes: number): Line['bytes'] {
  return length > maxBytes ? 'too long' : Buffer.concat(parts);
}

/** UTF-8 as text. Throws `input.malformed`. */
export function textOfUtf8(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CaissonError('input.malformed', `${what} is not UTF-8`, { cause });
  }
}
