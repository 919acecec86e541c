import { parse } from 'unbash';
import { maxScriptLength } from './limits.ts';
import type { Dialect, ShellCommand, ShellScript } from './script.ts';
import { readTolerantly } from './tolerant.ts';
import { walkScript } from './walk-compound.ts';
import { type ScriptOptions, startContext, startState, type WalkState } from './walk-state.ts';

export type { ScriptOptions } from './walk-state.ts';

/**
 * Understands a shell script. Never throws: what is no valid script is read by words, and `partial` says so. At most 1 MiB of
 * it is read. All offsets are those of `text`.
 */
export function parseScript(
  text: string,
  dialect: Dialect = 'sh',
  options: ScriptOptions = {},
): ShellScript {
  const source = text.slice(0, maxScriptLength);
  const state = startState(dialect, options);
  if (source.length < text.length) state.partial = true;
  readInto(state, source);
  return finish(state, text);
}

function readInto(state: WalkState, source: string): void {
  try {
    const tree = parse(source);
    walkScript(state, tree, startContext(source));
    const stopped = tree.commands.at(-1)?.end ?? 0;
    if ((tree.errors?.length ?? 0) > 0 && stopped < source.length)
      readTolerantly(state, source, stopped);
  } catch (error) {
    // Nesting deeper than the parser goes, or a fault of its own: words are better than nothing.
    const message = error instanceof Error ? error.message : 'the parser stopped';
    state.errors.push({ message, at: 0 });
    readTolerantly(state, source, Math.max(0, ...state.commands.slice(-1).map(({ end }) => end)));
  }
}

function finish(state: WalkState, text: string): ShellScript {
  return {
    text,
    dialect: state.dialect,
    commands: withoutRepeats(state.commands),
    uses: state.uses,
    assignments: state.assignments,
    chains: state.chains,
    extensions: state.extensions,
    errors: state.errors,
    partial: state.partial,
  };
}

/** A substitution in the argument of `sh -c "…"` is met twice: as part of the word and of the script in it. */
function withoutRepeats(list: readonly ShellCommand[]): readonly ShellCommand[] {
  const seen = new Map<number, ShellCommand[]>();
  return list.filter((command) => {
    const others = seen.get(command.start);
    if (others?.some((other) => isRepeat(other, command)) === true) return false;
    if (others === undefined) seen.set(command.start, [command]);
    else others.push(command);
    return true;
  });
}

function isRepeat(a: ShellCommand, b: ShellCommand): boolean {
  return (
    a.end === b.end &&
    a.words.length === b.words.length &&
    a.words.every(({ value }, index) => value === b.words[index]?.value)
  );
}
