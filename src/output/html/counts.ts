import type { JudgedFinding } from '#model/decision.ts';
import { countTiers, type SeverityCounts, severitiesWorstFirst } from '../summary.ts';
import { html, type Markup } from './markup.ts';

/** `2 critical, 1 high`, each in its colour. */
export function countList(counts: SeverityCounts): Markup {
  const parts = severitiesWorstFirst.flatMap((severity) => {
    const count = counts.get(severity) ?? 0;
    return count === 0 ? [] : [html`<span class="sev sev-${severity}">${count} ${severity}</span>`];
  });
  return html`<span class="counts">${parts}</span>`;
}

/** `1 P0, 2 P1` as small badges; nothing when nothing was assessed. */
export function tierList(findings: readonly JudgedFinding[]): Markup {
  const parts = [...countTiers(findings)].flatMap(([tier, count]) =>
    count === 0 ? [] : [html`<span class="badge tier-${tier}">${count} ${tier}</span>`],
  );
  return html`<span class="counts">${parts}</span>`;
}
