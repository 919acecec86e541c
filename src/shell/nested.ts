import { parse } from 'unbash';
import { maxNesting, maxScriptLength } from './limits.ts';
import type { ShellCommand, ShellWord } from './script.ts';
import { inSubshell, type WalkContext, type WalkState } from './walk-state.ts';
import type { WordVisit } from './walk-word.ts';
import type { Origin } from './word.ts';

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh']);

/** Reads the script that a command hands to another shell: `bash -c '…'`, `eval '…'`, `sh <<EOF`. */
export function visitNested(visit: WordVisit, command: ShellCommand): void {
  const { context, state } = visit;
  if (context.depth > maxNesting) return;
  if (command.name === 'eval' && command.argv.length === 2) {
    const word = command.argv[1];
    if (word?.quoted === true && !word.dynamic) walkWord(visit, word);
    return;
  }
  if (!shells.has(command.name)) return;
  const at = command.argv.findIndex((word, index) => index > 0 && /^-[a-zA-Z]*c$/.test(word.value));
  const script = at > 0 ? command.argv[at + 1] : undefined;
  if (script === undefined) {
    visitInput(visit, command);
    return;
  }
  const flags = command.argv.slice(1, at + 1).map(({ value }) => value);
  inSubshell(state, context, (inner) => {
    state.constants = new Map();
    state.errexit = flags.some((flag) => /^-[a-z]*e/.test(flag));
    state.pipefail = flags.includes('pipefail');
    walkWord({ ...visit, context: { ...inner, masked: command.masked } }, script);
  });
}

/** A shell without a file to run runs what it reads: `bash -e <<EOF`. */
function visitInput(visit: WordVisit, command: ShellCommand): void {
  const { state, context } = visit;
  const redirect = command.redirects.findLast(({ bodySpan }) => bodySpan !== undefined);
  const { body, bodySpan } = redirect ?? {};
  const hasFile = command.argv.slice(1).some(({ value }) => !/^[-+]|^pipefail$/.test(value));
  if (body === undefined || bodySpan === undefined || hasFile) return;
  const flags = command.argv.slice(1).map(({ value }) => value);
  const isPlain = bodySpan.end - bodySpan.start === body.length;
  const origin = isPlain && context.from.origin === undefined ? undefined : bodySpan;
  const from = { text: body, shift: bodySpan.start, ...(origin !== undefined && { origin }) };
  inSubshell(state, context, (inner) => {
    state.errexit = flags.some((flag) => /^-[a-z]*e/.test(flag));
    state.pipefail = flags.includes('pipefail');
    walkText(state, body, { ...inner, from, masked: command.masked }, visit.walk);
  });
}

function walkWord({ state, context, walk }: WordVisit, word: ShellWord): void {
  const inner = word.text.slice(1, -1);
  const isPlain =
    /^(['"]).*\1$/s.test(word.text) && (word.text.startsWith("'") || !inner.includes('\\'));
  const text = isPlain && !inner.includes(word.text.charAt(0)) ? inner : word.value;
  const from: Origin =
    text === inner && context.from.origin === undefined
      ? { text, shift: word.start + 1 }
      : { text, shift: 0, origin: { start: word.start, end: word.end } };
  walkText(state, text, { ...context, from }, walk);
}

function walkText(
  state: WalkState,
  text: string,
  context: WalkContext,
  walk: WordVisit['walk'],
): void {
  if (text.length > maxScriptLength) return;
  try {
    walk(state, parse(text), context);
  } catch {
    // The outer command is known; what cannot be parsed inside stays an argument of it.
    state.partial = true;
  }
}
