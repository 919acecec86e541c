import { plural } from '#kit/text.ts';
import type { FaultFinding, SecretFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import type { Fix } from '#model/source-range.ts';
import { type FixAction, fixActions } from '../actions.ts';
import { clean } from '../clean.ts';
import { detailOf, kindWords } from '../kind/detail.ts';
import { isPlaced, placeText } from '../kind/place.ts';
import { secretLabel, secretRationale } from '../kind/secret.ts';
import { hiddenWord, layerNames, layerWord } from '../layer-words.ts';
import { openFindings } from '../summary.ts';
import { tierList } from './counts.ts';
import { html, type Markup } from './markup.ts';

/** Cards of one kind; the table of findings has all. */
const maxCards = 40;
const maxPlaces = 12;
const order = ['malware', 'secret', 'credential', 'misconfiguration'] as const;

interface Context {
  readonly layers: ReadonlyMap<string, string>;
}

/** What was found in files and settings rather than in software, by kind: place, masked line, why, fix, patch. */
export function* placedSections(report: ScanReport): Generator<Markup> {
  const open = openFindings(report).filter(({ finding }) => isPlaced(finding));
  if (open.length === 0) return;
  const context = { layers: layerNames(report.inventory) };
  for (const kind of order) {
    const actions = fixActions(open.filter(({ finding }) => finding.kind === kind));
    if (actions.length === 0) continue;
    const { title } = kindWords[kind];
    const findings = actions.flatMap((action) => action.findings);
    yield html`<section id="${kind}" aria-labelledby="${kind}-title"><h2 id="${kind}-title">${title}</h2><p class="quiet">${plural(findings.length, 'finding')} ${tierList(findings)}</p>${kind === 'secret' ? html`<p>${secretRationale}</p>` : undefined}<ul class="cards">`;
    for (const action of actions.slice(0, maxCards)) yield card(action, context);
    yield html`</ul>`;
    if (actions.length > maxCards)
      yield html`<p>and ${actions.length - maxCards} more in the <a href="#findings">table of findings</a></p>`;
    yield html`</section>\n`;
  }
}

/** The kinds that have a section of their own, for the navigation. */
export function placedKinds(report: ScanReport): readonly (readonly [id: string, title: string])[] {
  const kinds = new Set<string>(openFindings(report).map(({ finding }) => finding.kind));
  return order.flatMap((kind) => (kinds.has(kind) ? [[kind, kindWords[kind].title] as const] : []));
}

function card(action: FixAction, { layers }: Context): Markup {
  const { finding } = action.findings[0];
  if (!isPlaced(finding)) return html``;
  const { severity, rule, risk } = finding;
  const title = finding.kind === 'secret' ? secretLabel(finding.secret) : finding.title;
  const places = action.findings
    .slice(0, maxPlaces)
    .map(({ finding: each }) => (isPlaced(each) ? placeOf(each, layers) : html``));
  const more = action.findings.length - places.length;
  return html`<li class="card"><h3>${risk === undefined ? undefined : html`<span class="badge tier-${risk.tier}">${risk.tier}</span> `}${title}</h3><p><span class="sev sev-${severity}">${severity}</span> <code>${rule}</code></p><ul class="places">${places}${more > 0 ? html`<li>and ${more} more places</li>` : undefined}</ul>${bodyOf(finding)}</li>\n`;
}

/** The place with its layer and state; a masked line, or what is wrong there. */
function placeOf(
  finding: SecretFinding | FaultFinding,
  layers: ReadonlyMap<string, string>,
): Markup {
  const [place = { path: '' }] = finding.locations;
  const layer = layerWord(finding, layers);
  const hidden = hiddenWord(finding, layers);
  const commit =
    place.commit === undefined
      ? undefined
      : html`<span class="place">commit <code>${place.commit.slice(0, 12)}</code></span>`;
  const said =
    finding.kind === 'secret'
      ? html`<code class="excerpt">${finding.secret.excerpt}</code>`
      : html`<span>${clean(finding.fault.message, 500)}</span>`;
  return html`<li><code>${placeText(place)}</code>${layer === undefined ? undefined : html`<span class="place">${layer}</span>`}${hidden === undefined ? undefined : html`<span class="hidden-file">${hidden}</span>`}${commit}${said}</li>`;
}

function bodyOf(finding: SecretFinding | FaultFinding): Markup {
  const { ids, reasons, links } = detailOf(finding);
  const why = finding.kind === 'secret' ? reasons : [finding.fault.rationale ?? ''];
  const remedy = finding.kind === 'secret' ? finding.secret.remediation : finding.fault.remediation;
  const evidence = finding.kind === 'secret' ? [] : (finding.fault.evidence ?? []);
  const fixes = finding.kind === 'secret' ? [] : (finding.fault.fixes ?? []);
  const rows: readonly (readonly [string, readonly (string | Markup)[]])[] = [
    ['Why', why.filter((text) => text !== '').map((text) => clean(text, 1000))],
    ['Evidence', evidence.map(({ label, text }) => `${label}: ${text}`)],
    ['Fix', [clean(remedy, 1000)]],
    ['Patch', fixes.slice(0, 3).map(patch)],
    ['Also known as', ids.length > 1 ? [ids.slice(1).join(', ')] : []],
    [
      'Links',
      links.map(({ title, url }) => html`<a href="${url}" rel="noopener noreferrer">${title}</a>`),
    ],
  ];
  return html`<dl>${rows.flatMap(([title, texts]) => (texts.length === 0 ? [] : [html`<dt>${title}</dt>${texts.map((text) => html`<dd>${text}</dd>`)}`]))}</dl>`;
}

/** The file is not at hand here, so a preview shows what comes in and how much goes. */
function patch({ title, safety, edits }: Fix): Markup {
  const lines = edits.slice(0, 10).map(({ start, end, text }) => {
    const gone = end === start ? `at byte ${start}` : `in place of bytes ${start} to ${end}`;
    const shown = text.slice(0, 2000).trimEnd();
    const parts = shown === '' ? [] : shown.split('\n');
    return html`<span class="quiet">${gone}${text === '' ? ': nothing' : ''}</span>\n${parts.map((part) => html`<ins>+ ${part}</ins>\n`)}`;
  });
  return html`${title} <span class="tag">${safety}</span><pre class="patch">${lines}</pre>`;
}
