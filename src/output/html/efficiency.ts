import { formatBytes, plural } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { efficiencyPercent } from '../layer-words.ts';
import { html, type Markup } from './markup.ts';

const maxPaths = 20;

/** How much of what the layers hold can still be seen, and which paths waste most. Nothing for trees on disk. */
export function* efficiencyCard({ inventory }: ScanReport): Generator<Markup> {
  const facts = inventory.files?.efficiency;
  if (facts === undefined) return;
  yield html`<section id="efficiency" aria-labelledby="efficiency-title"><h2 id="efficiency-title">Efficiency</h2><div class="card"><p class="lead"><strong>${efficiencyPercent(facts)}</strong> of ${formatBytes(facts.totalBytes)} in layers can be seen; ${facts.wastedBytes === 0 ? 'nothing is wasted' : html`<strong>${formatBytes(facts.wastedBytes)}</strong> are covered or deleted by later layers but still transferred`}.</p><svg class="gauge" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/><rect class="fill-good" width="${(facts.score * 100).toFixed(1)}" height="4"/></svg></div>`;
  const worst = facts.worst.slice(0, maxPaths);
  if (worst.length > 0)
    yield html`<details><summary>${plural(facts.worst.length, 'path')} that waste most</summary><table><caption>Paths that are stored more than once or deleted later</caption><thead><tr><th scope="col">Path</th><th scope="col" class="num">Wasted</th><th scope="col" class="num">Copies</th></tr></thead><tbody>${worst.map(({ path, bytes, copies }) => html`<tr><td><code>${path}</code></td><td class="num" data-label="Wasted">${formatBytes(bytes)}</td><td class="num" data-label="Copies">${copies}</td></tr>`)}</tbody></table></details>`;
  yield html`</section>\n`;
}
