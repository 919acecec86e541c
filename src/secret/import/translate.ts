const posix: ReadonlyMap<string, string> = new Map([
  ['alnum', 'A-Za-z0-9'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\t '],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '!-~'],
  ['lower', 'a-z'],
  ['print', ' -~'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['space', '\\t\\n\\v\\f\\r '],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
]);

/**
 * An expression of RE2 (Go's syntax) as one of JavaScript; `undefined` for what has no counterpart (Unicode classes, `(?U)`). Inline
 * flags become groups, POSIX classes their characters, `\A` and `\z` look-around. A name that is given twice gets a number.
 */
export function toJavaScript(source: string): string | undefined {
  const names = new Map<string, number>();
  const translation = new Translation();
  let at = 0;
  while (at < source.length) {
    const step = stepAt(source, at, names);
    if (step === undefined || !translation.add(step)) return undefined;
    at += step.length;
  }
  return translation.end();
}

class Translation {
  readonly #out: string[] = [];
  readonly #open: OpenGroup[] = [{ flags: 0, parts: 0, late: false }];

  /** False where the expression has no counterpart. */
  add(step: Step): boolean {
    const group = this.#open.at(-1);
    // Flags behind the start of a group also hold for its further options, which one group cannot say.
    if (group === undefined || (step.text === '|' && group.late)) return false;
    if (step.kind === 'close') this.#out.push(')'.repeat(this.#open.pop()?.flags ?? 0));
    if (step.kind === 'flags') {
      group.flags += 1;
      group.late ||= group.parts > 0;
    } else group.parts += 1;
    if (step.kind === 'open') this.#open.push({ flags: 0, parts: 0, late: false });
    this.#out.push(step.text);
    return true;
  }

  end(): string | undefined {
    const [outermost] = this.#open;
    if (this.#open.length !== 1 || outermost === undefined) return undefined;
    return this.#out.join('') + ')'.repeat(outermost.flags);
  }
}

/** A group that is not closed yet: groups that flags in it began, what stands in it, and whether flags came after that. */
interface OpenGroup {
  flags: number;
  parts: number;
  late: boolean;
}

interface Step {
  readonly kind: 'flags' | 'open' | 'close' | 'text';
  /** Characters of the source that it stands for. */
  readonly length: number;
  readonly text: string;
}

function stepAt(source: string, at: number, names: Map<string, number>): Step | undefined {
  const char = source[at] ?? '';
  if (char === '\\') return escapeAt(source, at);
  if (char === '[') return classAt(source, at);
  if (char === ')') return { kind: 'close', length: 1, text: ')' };
  return char === '(' ? groupAt(source, at, names) : { kind: 'text', length: 1, text: char };
}

function groupAt(source: string, at: number, names: Map<string, number>): Step | undefined {
  const rest = source.slice(at, at + 128);
  const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/.exec(rest);
  if (flags !== null) return flagsOf(flags);
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named === null)
    return rest.startsWith('(?') ? undefined : { kind: 'open', length: 1, text: '(' };
  const name = named[1] ?? '';
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return {
    kind: 'open',
    length: named[0].length,
    text: `(?<${name}${count === 1 ? '' : `__${count}`}>`,
  };
}

function flagsOf([whole, on = '', off = '', end]: RegExpExecArray): Step | undefined {
  if (/[^ims]/.test(on + off)) return undefined;
  const negative = off === '' ? '' : `-${off}`;
  const text = `(?${on}${negative}:`;
  return { kind: end === ':' ? 'open' : 'flags', length: whole.length, text };
}

function escapeAt(source: string, at: number): Step | undefined {
  const char = source[at + 1];
  if (char === undefined || char === 'p' || char === 'P' || char === 'C') return undefined;
  if (char === 'Q') {
    const end = source.indexOf('\\E', at + 2);
    const literal = source.slice(at + 2, end === -1 ? source.length : end);
    return {
      kind: 'text',
      length: literal.length + (end === -1 ? 2 : 4),
      text: literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
    };
  }
  const wide = /^\\x\{([0-9A-Fa-f]{1,6})\}/.exec(source.slice(at, at + 12));
  if (wide !== null) return codeOf(wide);
  const replaced = { A: '(?<![\\s\\S])', z: '(?![\\s\\S])', a: '\\x07' }[char];
  return { kind: 'text', length: 2, text: replaced ?? `\\${char}` };
}

function codeOf([whole, hex = '']: RegExpExecArray): Step | undefined {
  const code = Number.parseInt(hex, 16);
  if (code > 0xff) return undefined;
  return { kind: 'text', length: whole.length, text: `\\x${code.toString(16).padStart(2, '0')}` };
}

function classAt(source: string, start: number): Step | undefined {
  let text = source[start + 1] === '^' ? '[^' : '[';
  let at = start + text.length;
  // A bracket that stands first is a member.
  if (source[at] === ']') {
    text += '\\]';
    at += 1;
  }
  while (source[at] !== ']') {
    const member = memberAt(source, at);
    if (member === undefined) return undefined;
    text += member.text;
    at += member.length;
  }
  return { kind: 'text', length: at + 1 - start, text: `${text}]` };
}

function memberAt(source: string, at: number): Pick<Step, 'length' | 'text'> | undefined {
  const char = source[at];
  if (char === undefined) return undefined;
  if (char === '\\') return escapeAt(source, at);
  if (char !== '[') return { length: 1, text: char };
  const named = /^\[:(\^?)(\w+):\]/.exec(source.slice(at, at + 16));
  if (named === null) return { length: 1, text: '\\[' };
  const members = named[1] === '' ? posix.get(named[2] ?? '') : undefined;
  return members === undefined ? undefined : { length: named[0].length, text: members };
}
