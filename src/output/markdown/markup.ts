import { clean } from '../clean.ts';

/** Text from outside as code: nothing in it is markup, a mention or a link. */
export function codeSpan(text: string, limit = 120): string {
  const safe = clean(text, limit);
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = safe === '' || longest > 0 ? ' ' : '';
  return safe.trim() === '' ? '`(empty)`' : `${fence}${pad}${safe}${pad}${fence}`;
}

/** In a table a vertical bar ends a cell even inside code (GFM section 4.10). */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}

/** A part that opens on a click; nothing when it would be empty. */
export function* folded(title: string, count: number, body: Iterable<string>): Generator<string> {
  if (count === 0) return;
  yield `\n<details><summary>${title} (${count})</summary>\n\n`;
  yield* body;
  yield '\n</details>\n';
}
