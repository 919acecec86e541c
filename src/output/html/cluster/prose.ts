import type { Fix } from '#model/source-range.ts';
import { clean, cleanProse } from '../../clean.ts';
import { html, type Markup } from '../markup.ts';

const maxEdits = 6;
const maxLines = 30;

/** A sentence of the catalogue: what stands between backticks is code. */
export function prose(text: string, limit = 1000): Markup {
  const parts = cleanProse(text, limit).split('`');
  const isPaired = parts.length % 2 === 1;
  if (!isPaired) return html`${parts.join('`')}`;
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** What a patch does to the field that stands beside it: lines that come, without the margin that they have in the file. */
export function fieldPatch({ title, safety, edits }: Fix): Markup {
  const lines = edits.slice(0, maxEdits).flatMap(({ start, end, text }) => {
    const added = marginless(text);
    if (added.length === 0) return [html`<del>− ${end - start} bytes go</del>\n`];
    const gone = end > start ? [html`<del>− ${end - start} bytes go</del>\n`] : [];
    return [...gone, ...added.map((line) => html`<ins>+ ${line}</ins>\n`)];
  });
  return html`${clean(title, 300)} <span class="tag">${safety}</span><pre class="patch">${lines}</pre>`;
}

function marginless(text: string): readonly string[] {
  const lines = text
    .slice(0, 4000)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, maxLines);
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => clean(line.slice(margin).trimEnd(), 300));
}
