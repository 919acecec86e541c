import type { Fix } from '#model/source-range.ts';
import { clean, cleanProse } from '../../clean.ts';
import { fieldPatchLines } from '../../kube/field-patch.ts';
import { html, type Markup } from '../markup.ts';

/** A sentence of the catalogue: what stands between backticks is code. */
export function prose(text: string, limit = 1000): Markup {
  const parts = cleanProse(text, limit).split('`');
  const isPaired = parts.length % 2 === 1;
  if (!isPaired) return html`${parts.join('`')}`;
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** What a patch does to the field that stands beside it. */
export function fieldPatch(fix: Fix, field: string): Markup {
  const lines = fieldPatchLines(fix, field).map(({ kind, text }) =>
    kind === 'gone' ? html`<del>− ${text}</del>` : html`<ins>+ ${text}</ins>`,
  );
  return html`${clean(fix.title, 300)} <span class="tag">${fix.safety}</span><pre class="patch">${lines}</pre>`;
}
