import type { InlineAllowance } from '#model/fault.ts';
import type { RuleFacts } from './candidate.ts';
import type { Span } from './expression.ts';

/** A rule as markers name it. */
type Named = Pick<RuleFacts, 'id' | 'aliases'>;

const onLine =
  /(?:caisson:allow|gitleaks:allow|betterleaks:allow|trufflehog:ignore|pragma: ?allowlist secret)(?![\w-])[^\r\n]{0,160}/i;
const onLineBefore = /pragma: ?allowlist nextline secret(?![\w-])[^\r\n]{0,160}/i;

/** The marker on the lines of a secret or on the one before; its line counts from the first of the secret. */
export function markerOf(
  bytes: Buffer,
  judged: Span & { readonly facts: Named },
): InlineAllowance | undefined {
  const from = Math.max(0, judged.start - 600);
  const before = bytes.toString('utf8', from, judged.start).split('\n').slice(-2);
  const rest = bytes
    .toString('utf8', judged.start, Math.min(bytes.length, judged.end + 300))
    .split('\n');
  const inside = bytes.toString('utf8', judged.start, judged.end).split('\n').length;
  const own = `${before.at(-1) ?? ''}${rest[0] ?? ''}`;
  const lines = [before.length > 1 ? (before[0] ?? '') : '', own, ...rest.slice(1, inside)];
  return allowanceOf(lines, 1, judged.facts, -1);
}

/**
 * The marker that accepts a secret: on the lines `first` to `last` (offsets 0-based into `lines`) or, for `nextline`, on the one
 * before. `caisson:allow RULE [until=YYYY-MM-DD] REASON` counts for its rule only; `caisson:allow` without a rule for all.
 */
function allowanceOf(
  lines: readonly string[],
  first: number,
  rule: Named,
  firstLineNumber: number,
): InlineAllowance | undefined {
  for (const [index, line] of lines.entries()) {
    const found = (index < first ? onLineBefore : onLine).exec(line);
    if (found === null || (index < first && index !== first - 1)) continue;
    const allowance = allowanceOfMarker(found[0], rule, firstLineNumber + index);
    if (allowance !== undefined) return allowance;
  }
  return undefined;
}

function allowanceOfMarker(text: string, rule: Named, line: number): InlineAllowance | undefined {
  const marker = text.replace(/\s*(?:\*\/|-->|#\}|%>)\s*$/, '').trim();
  if (!/^caisson:allow/i.test(marker)) return { marker: marker.slice(0, 200), line };
  const words = marker.slice('caisson:allow'.length).trim().split(/\s+/);
  const named = words[0] ?? '';
  if (/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(named)) {
    if (named !== rule.id && !rule.aliases.some((alias) => alias.endsWith(`:${named}`)))
      return undefined;
    words.shift();
  }
  const until = words.find((word) => /^until=\d{4}-\d{2}-\d{2}$/.test(word))?.slice(6);
  const reason = words.filter((word) => !word.startsWith('until=')).join(' ');
  return {
    marker: marker.slice(0, 200),
    line,
    ...(reason !== '' && { reason }),
    ...(until !== undefined && { until }),
  };
}
