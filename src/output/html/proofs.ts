import { plural } from '#kit/text.ts';
import type { ScanReport } from '#model/report.ts';
import { cleanProse } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { excusedFindings } from '../summary.ts';
import { html, type Markup } from './markup.ts';

const maxShown = 500;

/** What the scan excused, with the facts: the findings stay, gates pass over them. */
export function* proofTable(report: ScanReport): Generator<Markup> {
  const excused = excusedFindings(report);
  if (excused.length === 0) return;
  yield html`<section id="proofs" aria-labelledby="proofs-title"><h2 id="proofs-title">Excused by the scan</h2><table><caption>${plural(excused.length, 'finding')} that the distribution answers for, or that the scan shows to do no harm here; they stay in the report and no gate counts them</caption><thead><tr><th scope="col">Finding</th><th scope="col">What</th><th scope="col">Why</th><th scope="col">Proof</th></tr></thead><tbody>\n`;
  for (const { finding } of excused.slice(0, maxShown)) {
    const { vex } = finding;
    if (vex === undefined) continue;
    const { subject, version } = detailOf(finding);
    yield html`<tr><td><code>${finding.rule}</code></td><td data-label="What"><code>${subject} ${version}</code></td><td data-label="Why">${cleanProse(vex.impact)} <span class="quiet">${vex.justification?.replaceAll('_', ' ') ?? vex.status.replaceAll('_', ' ')} (${vex.rule})</span></td><td data-label="Proof"><ul class="facts">${vex.evidence.map((fact) => html`<li>${cleanProse(fact)}</li>`)}</ul></td></tr>\n`;
  }
  yield html`</tbody></table>${excused.length > maxShown ? html`<p>and ${excused.length - maxShown} more</p>` : undefined}</section>\n`;
}
