import type { JudgedFinding } from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { tiers } from '#model/risk.ts';
import { severityRank } from '#model/severity.ts';
import { clean } from '../clean.ts';
import { type Surroundings, surroundingsOf } from '../explain/place-words.ts';
import type { Section } from '../explain/section.ts';
import { sectionsOf } from '../explain/sections.ts';
import { detailOf, kindWords } from '../kind/detail.ts';
import { isPlaced, placeText } from '../kind/place.ts';
import { secretLabel } from '../kind/secret.ts';
import { faultStatement } from '../kube/object-words.ts';
import { hiddenWord, layerNames, layerWord } from '../layer-words.ts';
import { webUrl } from '../link.ts';
import { compareUrgency, tierRank } from '../order.ts';
import { severitiesWorstFirst } from '../summary.ts';
import { pathWord } from '../why.ts';
import { html, type Markup } from './markup.ts';

/** What rows are told from, made once for all. */
interface Context {
  readonly around: Surroundings;
  readonly layers: ReadonlyMap<string, string>;
  readonly report: ScanReport;
}

/** All findings with their explanation folded into the row; controls show when the script runs. */
export function* findingTable(report: ScanReport): Generator<Markup> {
  yield html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>`;
  if (report.findings.length === 0) {
    yield html`<p>No findings. See <a href="#coverage">what was not examined</a> and <a href="#data">how old the data is</a>.</p></section>\n`;
    return;
  }
  yield filters(report);
  yield html`<table id="findings-table"><caption>All findings, most urgent first; open a row for risk, evidence, place and links</caption><thead><tr><th scope="col">Risk</th><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col">What</th><th scope="col">Version</th><th scope="col">Fix</th><th scope="col">Where</th></tr></thead><tbody>\n`;
  const context = {
    around: surroundingsOf(report.inventory),
    layers: layerNames(report.inventory),
    report,
  };
  for (const judged of report.findings.toSorted(compareUrgency)) yield row(judged, context);
  yield html`</tbody></table></section>\n`;
}

function filters(report: ScanReport): Markup {
  const levels = severitiesWorstFirst.map(
    (severity) =>
      html`<option value="${severityRank(severity)}"${severity === 'unknown' ? html` selected` : undefined}>${severity === 'unknown' ? 'all' : severity}</option>`,
  );
  const ranks = tiers.map(
    (tier, index) => html`<option value="${index}">${tier}${index > 0 ? ' or worse' : ''}</option>`,
  );
  const kinds = [...new Set(report.findings.map(({ finding }) => finding.kind))];
  const kind =
    kinds.length < 2
      ? undefined
      : html`<label>Kind<select id="kind"><option value="">all</option>${kinds.toSorted().map((each) => html`<option value="${each}">${kindWords[each].many}</option>`)}</select></label>`;
  const hasParts = report.findings.some(({ finding }) => finding.part !== undefined);
  const parts = hasParts
    ? html`<label>Part<select id="part"><option value="">all</option><option value="application">application</option><option value="base">base image</option></select></label>`
    : undefined;
  const added =
    report.baseline === undefined
      ? undefined
      : html`<label class="tick"><input type="checkbox" id="added"> new only</label>`;
  return html`<form class="filters" id="filters" hidden><label>Search<input type="search" id="search" autocomplete="off"></label><label>Risk<select id="tier"><option value="9">all</option>${ranks}</select></label><label>Severity at least<select id="severity">${levels}</select></label>${kind}${parts}<label class="tick"><input type="checkbox" id="fixable"> with a fix only</label>${added}<label class="tick"><input type="checkbox" id="accepted" checked> show accepted and excused</label><output id="count" role="status"></output></form>`;
}

function row(judged: JudgedFinding, { around, layers, report }: Context): Markup {
  const { finding, exception } = judged;
  const { version } = detailOf(finding);
  const rank = severityRank(finding.severity);
  const settled = exception !== undefined || finding.vex !== undefined;
  const attributes = html` data-tier="${tierRank(finding)}" data-severity="${rank}" data-kind="${finding.kind}" data-fixable="${isFixable(judged) ? 1 : 0}" data-accepted="${settled ? 1 : 0}" data-part="${finding.part}" data-new="${finding.isNew === true ? 1 : 0}"${settled ? html` class="accepted"` : undefined}`;
  const tags = tagsOf(judged).map((tag) => html`<span class="tag">${tag}</span>`);
  const score = finding.risk === undefined ? 0 : finding.risk.score;
  const order = `${tierRank(finding)}${String(Math.round((100 - score) * 10)).padStart(4, '0')}`;
  const { risk } = finding;
  return html`<tr${attributes}><td data-key="${order}">${risk === undefined ? html`<span class="quiet">not assessed</span>` : html`<span class="badge tier-${risk.tier}" title="score ${risk.score.toFixed(1)}">${risk.tier}</span>`}</td><td data-key="${rank}"><span class="sev sev-${finding.severity}">${finding.severity}</span></td><td data-key="${finding.rule}"><details><summary>${finding.rule}</summary><dl>${sectionsOf(judged, around, report.plan).map(answer)}</dl></details>${tags}</td><td data-label="What">${whatCell(finding)}</td><td${version === '' ? undefined : html` data-label="Version"`}><code>${version}</code></td><td data-label="Fix">${fixCell(judged)}</td><td data-label="Where">${whereCell(judged, layers)}</td></tr>\n`;
}

function tagsOf({ finding, exception }: JudgedFinding): readonly string[] {
  return [
    ...(finding.isNew === true ? ['new'] : []),
    ...detailOf(finding).reasons,
    ...(finding.kind === 'vulnerability' ? [] : [kindWords[finding.kind].one]),
    ...(finding.part === 'base' ? ['base image'] : []),
    ...(exception === undefined ? [] : ['accepted']),
    ...(finding.vex === undefined ? [] : ['excused']),
  ];
}

function isFixable({ finding }: JudgedFinding): boolean {
  if ('fault' in finding) return finding.fault.fixes !== undefined;
  return detailOf(finding).fixedVersion !== undefined;
}

/** The package; of what is no software what is wrong, for its place stands in its own column. */
function whatCell(finding: Finding): Markup {
  if (finding.kind === 'secret') return html`${secretLabel(finding.secret)}`;
  return 'fault' in finding
    ? html`${clean(finding.fault.object === undefined ? finding.fault.message : faultStatement(finding.fault), 300)}`
    : html`<code>${detailOf(finding).subject}</code>`;
}

function fixCell({ finding }: JudgedFinding): Markup {
  const { fixedVersion, unfixed } = detailOf(finding);
  return fixedVersion === undefined ? html`${unfixed}` : html`<code>${fixedVersion}</code>`;
}

/** The path, how the component came in, and the layer with its instruction. */
function whereCell({ finding }: JudgedFinding, layers: ReadonlyMap<string, string>): Markup {
  const more = finding.locations.length > 1 ? ` and ${finding.locations.length - 1} more` : '';
  const way = pathWord(finding);
  const layer = layerWord(finding, layers);
  const [place = { path: '' }] = finding.locations;
  const hidden = hiddenWord(finding, layers);
  return html`<code>${isPlaced(finding) ? placeText(place) : place.path}</code>${more}${hidden === undefined ? undefined : html`<span class="hidden-file">${hidden}</span>`}${way === undefined ? undefined : html`<span class="place">${way}</span>`}${layer === undefined ? undefined : html`<span class="place">${layer}</span>`}`;
}

function answer({ title, lines }: Section): Markup {
  return html`<dt>${title}</dt>${lines.map((line) => html`<dd>${linkOrText(line)}</dd>`)}`;
}

/** Only whole lines that are web addresses become links; they open without telling where one came from. */
function linkOrText(line: string): Markup {
  const url = /^https?:\/\//.test(line) ? webUrl(line) : undefined;
  return url === undefined
    ? html`${line}`
    : html`<a href="${url}" rel="noopener noreferrer">${url}</a>`;
}
