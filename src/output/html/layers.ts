import { formatBytes, plural } from '#kit/text.ts';
import type { LayerFacts } from '#model/artifact.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { baseName } from '../glance.ts';
import { detailOf } from '../kind/detail.ts';
import { compareUrgency } from '../order.ts';
import { openFindings } from '../summary.ts';
import { severityBar, stackedBar } from './chart.ts';
import { tierList } from './counts.ts';
import { html, type Markup } from './markup.ts';

const maxNamed = 10;

/** Layers, lowest first, each with the instruction that made it and a bar of what was found in it. */
export function* layerTable(report: ScanReport): Generator<Markup> {
  const { layers, base } = report.inventory;
  yield html`<section id="layers" aria-labelledby="layers-title"><h2 id="layers-title">Layers</h2>`;
  if (layers.length === 0) {
    yield html`<p>The artifact has no layers.</p></section>\n`;
    return;
  }
  yield html`<p class="quiet">${plural(layers.length, 'layer')}, lowest first${base === undefined ? undefined : `; the lowest ${base.layers === 1 ? 'one comes' : `${base.layers} come`} from the base image ${baseName(base)}: ${base.reason}`}</p><ol class="stack">`;
  const groups = Map.groupBy(openFindings(report), ({ finding }) => finding.locations[0]?.layer);
  const longest = Math.max(1, ...[...groups.values()].map(({ length }) => length));
  for (const [index, layer] of layers.entries())
    yield layerRow(layer, index, {
      found: groups.get(layer.diffId) ?? [],
      longest,
      part: partOf(index, base?.layers),
    });
  yield html`</ol>`;
  yield elsewhere(report, groups);
  yield html`</section>\n`;
}

function partOf(index: number, baseLayers: number | undefined): string {
  if (baseLayers === undefined) return '';
  return index < baseLayers ? 'base' : 'application';
}

function layerRow(
  { diffId, createdBy, sizeBytes }: LayerFacts,
  index: number,
  {
    found,
    longest,
    part,
  }: { readonly found: readonly JudgedFinding[]; readonly longest: number; readonly part: string },
): Markup {
  const size = sizeBytes === undefined ? '' : `, ${formatBytes(sizeBytes)}`;
  const label = part === '' ? '' : `${part === 'base' ? 'base image' : 'application'}, `;
  const bar = severityBar('', found);
  return html`<li class="${part}"><span><b>${index + 1}</b></span><div><code>${createdBy ?? 'build step not stated'}</code><span class="place">${label}<code>${diffId.slice(0, 19)}</code>${size}</span></div><div>${found.length === 0 ? html`<span class="quiet">nothing found</span>` : html`${stackedBar(bar, longest)}${tierList(found)} <span class="quiet">${bar.value}</span>${hiddenIn(found)}`}</div>${found.length === 0 ? undefined : worstOf(found)}</li>\n`;
}

/** What a later layer hides and anybody who pulls the image can still read. */
function hiddenIn(found: readonly JudgedFinding[]): Markup | undefined {
  const hidden = found.filter(({ finding }) =>
    finding.kind === 'secret'
      ? finding.secret.hidden !== undefined
      : 'fault' in finding && finding.fault.hidden !== undefined,
  );
  if (hidden.length === 0) return undefined;
  const secrets = hidden.filter(({ finding }) => finding.kind === 'secret').length;
  const what =
    secrets === hidden.length ? plural(secrets, 'secret') : plural(hidden.length, 'finding');
  return html`<span class="hidden-file">${what} in files that a later layer hides</span>`;
}

/** The most urgent findings of a layer, folded. */
function worstOf(found: readonly JudgedFinding[]): Markup {
  const shown = found.toSorted(compareUrgency).slice(0, maxNamed);
  const more = found.length - shown.length;
  const rows = shown.map(({ finding }) => {
    const { subject, version } = detailOf(finding);
    return html`<li>${finding.risk === undefined ? undefined : html`<span class="badge tier-${finding.risk.tier}">${finding.risk.tier}</span> `}<code>${finding.rule}</code> ${subject} ${version}</li>`;
  });
  return html`<details><summary>${plural(found.length, 'finding')}</summary><ul>${rows}${more > 0 ? html`<li>and ${more} more</li>` : undefined}</ul></details>`;
}

/** Findings whose layer is not known are counted too. */
function elsewhere(
  { inventory }: ScanReport,
  groups: ReadonlyMap<string | undefined, readonly JudgedFinding[]>,
): Markup {
  const placed = new Set<string | undefined>(inventory.layers.map(({ diffId }) => diffId));
  const rest = [...groups].flatMap(([layer, group]) => (placed.has(layer) ? [] : group));
  if (rest.length === 0) return html``;
  return html`<p class="quiet">${plural(rest.length, 'finding')} without a known layer: ${severityBar('', rest).value}</p>`;
}
