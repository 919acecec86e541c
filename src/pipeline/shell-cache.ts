import { parseScript } from '#shell/parse-script.ts';
import type { ShellScript } from '#shell/script.ts';
import type { Script } from './model.ts';

/** Reads scripts as shell, each once. */
export function createShellCache(): (script: Script) => ShellScript | undefined {
  const known = new Map<Script, ShellScript>();
  return (script) => {
    if (script.dialect !== 'bash' && script.dialect !== 'sh') return undefined;
    const before = known.get(script);
    if (before !== undefined) return before;
    const read = parseScript(withoutHoles(script), script.dialect);
    known.set(script, read);
    return read;
  };
}

/** The text with every hole written as a variable of the same length, so that all offsets stay. */
export function withoutHoles({ text, holes }: Pick<Script, 'text' | 'holes'>): string {
  let out = '';
  let at = 0;
  for (const { start, end } of holes) {
    out += text.slice(at, start) + holeName(end - start);
    at = end;
  }
  return out + text.slice(at);
}

/** What stands for a hole of a length: `$________`. */
function holeName(length: number): string {
  return `$${'_'.repeat(length - 1)}`;
}
