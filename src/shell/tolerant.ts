import { maxCommands } from './limits.ts';
import type { ShellWord } from './script.ts';
import type { WalkState } from './walk-state.ts';
import { commandName, unwrap } from './wrapper.ts';

/**
 * Reads commands from text that no parser accepts: words between blanks, commands between `;`, `&`, `|` and line ends, quotes
 * kept together. It knows no nesting; its commands count as masked, so that nothing is concluded from their order.
 */
export function readTolerantly(state: WalkState, text: string, start: number): void {
  state.partial = true;
  let words: ShellWord[] = [];
  let at = start;
  while (at < text.length && state.commands.length < maxCommands) {
    const char = text.charAt(at);
    if (/[\s]/.test(char) && char !== '\n') at += 1;
    else if (text.startsWith('\\\n', at)) at += 2;
    else if (/[;&|(){}\n]/.test(char)) {
      flush(state, words);
      words = [];
      at += 1;
    } else {
      const end = wordEnd(text, at);
      words.push(wordAt(text, at, end));
      at = end;
    }
  }
  flush(state, words);
}

function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s;&|(){}]/.test(text.charAt(at))) {
    const char = text.charAt(at);
    if (char === '\\') at += 2;
    else if (char === "'" || char === '"') {
      const close = text.indexOf(char, at + 1);
      at = close < 0 ? text.length : close + 1;
    } else at += 1;
  }
  return Math.min(Math.max(at, start + 1), text.length);
}

function wordAt(text: string, start: number, end: number): ShellWord {
  const written = text.slice(start, end);
  const value = written.replace(/\\\n/g, '').replace(/["'\\]/g, '');
  const dynamic = /[$`]/.test(written);
  const quoted = /^(['"]).*\1$/s.test(written);
  const piece = { kind: dynamic ? 'command' : 'literal', text: value, quoted, start, end } as const;
  return { start, end, text: written, value, dynamic, quoted, pieces: [piece] };
}

const reserved = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  'fi',
  'done',
  'time',
]);

function flush(state: WalkState, words: readonly ShellWord[]): void {
  const from = words.findIndex(
    ({ value }) => !reserved.has(value) && !/^[A-Za-z_]\w*=/.test(value),
  );
  const own = from < 0 ? [] : words.slice(from);
  const [first] = own;
  const last = own.at(-1);
  if (first === undefined || last === undefined || first.text.startsWith('#')) return;
  const { argv, wrappers } = unwrap(own);
  state.commands.push({
    name: commandName(argv[0]),
    argv,
    wrappers,
    words: own,
    assignments: [],
    redirects: [],
    pipeline: { id: (state.pipelines += 1), index: 0, length: 1 },
    background: false,
    negated: false,
    condition: false,
    loop: false,
    branch: false,
    subshell: 0,
    scope: 0,
    substitution: false,
    errexit: false,
    pipefail: false,
    masked: true,
    start: first.start,
    end: last.end,
  });
}
