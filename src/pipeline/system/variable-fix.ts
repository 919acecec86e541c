import type { Fix } from '#model/source-range.ts';
import type { ShellScript, WordPiece } from '#shell/script.ts';
import type { Hole, Script } from '../model.ts';

/**
 * Replaces a hole by the variable of the environment that holds the same value, quoted as its place asks; `undefined` where
 * the shell does not expand variables there, or where the language is not known.
 */
export function variableFix(
  script: Script,
  hole: Hole,
  name: string,
  shell: ShellScript | undefined,
): Fix | undefined {
  const text = replacement(script, hole, name, shell);
  if (text === undefined) return undefined;
  const { start, end } = script.rangeOf(hole.start, hole.end);
  return {
    title: `read the variable ${name} of the environment`,
    safety: 'review',
    edits: [{ start, end, text }],
  };
}

function replacement(
  { dialect }: Script,
  hole: Hole,
  name: string,
  shell: ShellScript | undefined,
): string | undefined {
  if (dialect === 'pwsh') return `$env:${name}`;
  if (dialect !== 'bash' && dialect !== 'sh') return undefined;
  const piece = shell === undefined ? undefined : pieceAt(shell, hole);
  if (piece?.kind !== 'variable') return undefined;
  return piece.quoted ? `\${${name}}` : `"\${${name}}"`;
}

function pieceAt({ commands }: ShellScript, { start, end }: Hole): WordPiece | undefined {
  return commands
    .flatMap(({ words }) => words)
    .filter((word) => word.start <= start && word.end >= end)
    .flatMap(({ pieces }) => pieces)
    .find((piece) => piece.start <= start && piece.end >= end);
}
