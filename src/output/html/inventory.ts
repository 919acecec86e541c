import type { RenderOptions } from '#contract/output.ts';
import { formatBytes, plural } from '#kit/text.ts';
import type { License } from '#model/component.ts';
import type { ScanReport } from '#model/report.ts';
import { cleanProse } from '../clean.ts';
import { allGaps, dataAgeLine, gapTitles } from '../summary.ts';
import { html, type Markup } from './markup.ts';

/** All components, folded: it is long and seldom the answer. */
export function* componentTable(report: ScanReport): Generator<Markup> {
  const { components, walked } = report.inventory;
  yield html`<section id="components" aria-labelledby="components-title"><h2 id="components-title">Components</h2><details><summary>${plural(components.length, 'component')} in ${plural(walked.files, 'file')} (${formatBytes(walked.bytes)})</summary><table><caption>Everything that was recognised</caption><thead><tr><th scope="col">Name</th><th scope="col">Version</th><th scope="col">Type</th><th scope="col">Presence</th><th scope="col">Licences</th><th scope="col">Where</th></tr></thead><tbody>\n`;
  for (const { name, version, ecosystem, presence, licenses, locations } of components)
    yield html`<tr><td data-label="Name"><code>${name}</code></td><td data-label="Version"><code>${version === '' ? 'not stated' : version}</code></td><td data-label="Type">${ecosystem}</td><td data-label="Presence">${presence}</td><td data-label="Licences">${licenceText(licenses)}</td><td data-label="Where"><code>${locations[0].path}</code></td></tr>\n`;
  yield html`</tbody></table></details></section>\n`;
}

/** What the result does not cover. */
export function* coverage(report: ScanReport): Generator<Markup> {
  const gaps = allGaps(report);
  yield html`<section id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">Not examined</h2>`;
  yield gaps.length === 0
    ? html`<p>Nothing was reported as left out.</p></section>\n`
    : html`<table><caption>${plural(gaps.length, 'gap')}: the result says nothing about these</caption><thead><tr><th scope="col">Reason</th><th scope="col">Where</th><th scope="col">What</th></tr></thead><tbody>\n`;
  for (const { reason, location, detail } of gaps)
    yield html`<tr><td data-label="Reason">${gapTitles[reason]}</td><td data-label="Where"><code>${location.path}</code></td><td data-label="What">${cleanProse(detail)}</td></tr>\n`;
  if (gaps.length > 0) yield html`</tbody></table></section>\n`;
}

/** Which advisories were asked, how old they are, and what else one should know. */
export function* dataFacts(report: ScanReport, options: RenderOptions): Generator<Markup> {
  const { database, notices } = report;
  yield html`<section id="data" aria-labelledby="data-title"><h2 id="data-title">Data</h2><p>${dataAgeLine(database, options)}</p>`;
  if (database.segments.length > 0)
    yield html`<table><caption>Advisories that were asked</caption><thead><tr><th scope="col">Segment</th><th scope="col">Advisories</th><th scope="col">Newest record</th><th scope="col">Feeds</th></tr></thead><tbody>${database.segments.map(({ name, advisories, newest, feeds }) => html`<tr><td data-label="Segment">${name}</td><td data-label="Advisories">${advisories}</td><td data-label="Newest record">${newest.slice(0, 40)}</td><td data-label="Feeds">${feeds.join(', ')}</td></tr>\n`)}</tbody></table>`;
  if (notices.length > 0)
    yield html`<h3>Notices</h3><ul>${notices.map((notice) => html`<li>${cleanProse(notice)}</li>`)}</ul>`;
  yield html`</section>\n`;
}

function licenceText(licenses: readonly License[] | undefined): string {
  return (licenses ?? []).map(({ expression, raw }) => expression ?? raw ?? '').join(', ');
}
