import type { JudgedFinding } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import { severityRank } from '#model/severity.ts';
import { comparedVersion, compareUrgency } from '../actions.ts';
import { type Surroundings, surroundingsOf } from '../explain/place-words.ts';
import { type Section, sectionsOf } from '../explain/sections.ts';
import { webUrl } from '../link.ts';
import { severitiesWorstFirst } from '../summary.ts';
import { stateWords, urgencyReasons } from '../why.ts';
import { html, type Markup } from './markup.ts';

/** All findings with their explanation folded into the row; controls show when the script runs. */
export function* findingTable(report: ScanReport): Generator<Markup> {
  yield html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>`;
  if (report.findings.length === 0) {
    yield html`<p>No findings. See <a href="#coverage">what was not examined</a> and <a href="#data">how old the data is</a>.</p></section>\n`;
    return;
  }
  yield filters();
  yield html`<table id="findings-table"><caption>All findings, most urgent first; open a row for evidence, place and links</caption><thead><tr><th scope="col">Severity</th><th scope="col">Vulnerability</th><th scope="col">Component</th><th scope="col">Installed</th><th scope="col">Fixed in</th><th scope="col">Where</th></tr></thead><tbody>\n`;
  const around = surroundingsOf(report.inventory);
  for (const judged of report.findings.toSorted(compareUrgency)) yield row(judged, around);
  yield html`</tbody></table></section>\n`;
}

function filters(): Markup {
  const levels = severitiesWorstFirst.map(
    (severity) =>
      html`<option value="${severityRank(severity)}"${severity === 'unknown' ? html` selected` : undefined}>${severity === 'unknown' ? 'all' : severity}</option>`,
  );
  return html`<form class="filters" id="filters" hidden><label>Search<input type="search" id="search" autocomplete="off"></label><label>Severity at least<select id="severity">${levels}</select></label><label class="tick"><input type="checkbox" id="fixable"> with a fix only</label><label class="tick"><input type="checkbox" id="accepted" checked> show accepted</label><output id="count" role="status"></output></form>`;
}

function row(judged: JudgedFinding, around: Surroundings): Markup {
  const { finding, exception } = judged;
  const { component, fixedVersion, state } = finding.vulnerability;
  const rank = severityRank(finding.severity);
  const tags = [
    ...urgencyReasons(finding.vulnerability),
    ...(exception === undefined ? [] : ['accepted']),
  ];
  const more = finding.locations.length > 1 ? ` and ${finding.locations.length - 1} more` : '';
  return html`<tr data-severity="${rank}" data-fixable="${fixedVersion === undefined ? 0 : 1}" data-accepted="${exception === undefined ? 0 : 1}"${exception === undefined ? undefined : html` class="accepted"`}><td data-key="${rank}"><span class="sev sev-${finding.severity}">${finding.severity}</span></td><td data-key="${finding.rule}"><details><summary>${finding.rule}</summary><dl>${sectionsOf(judged, around).map(answer)}</dl></details>${tags.map((tag) => html`<span class="tag">${tag}</span>`)}</td><td data-label="Component"><code>${component.name}</code></td><td data-label="Installed"><code>${comparedVersion(component)}</code></td><td data-label="Fixed in">${fixedVersion === undefined ? stateWords[state] : html`<code>${fixedVersion}</code>`}</td><td data-label="Where"><code>${finding.locations[0]?.path}</code>${more}</td></tr>\n`;
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
