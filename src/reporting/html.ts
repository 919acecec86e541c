import { createHash } from 'node:crypto';
import { printable } from '#kit/text.ts';
import {
  formatMoment,
  type Labelled,
  type ReportDocument,
  type Section,
  type Table,
} from './document.ts';
import { toneOf } from './tone.ts';

const style = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#566375;--line:#d5dbe3;--page:#fff;--band:#f4f6f9;--bad:#a5141e;--warn:#8a4b00;--good:#12652f}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a3b0c0;--line:#364252;--page:#121820;--band:#1b232e;--bad:#ff9b9b;--warn:#ffc27a;--good:#7fdc9c}}
*{box-sizing:border-box}body{margin:0 auto;max-width:76rem;padding:2rem 1.5rem 4rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:2rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .75rem}p{margin:.25rem 0;max-width:70ch}.soft{color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:1.5rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul.figures{list-style:none;display:flex;flex-wrap:wrap;gap:1rem;padding:0;margin:1.5rem 0}ul.figures li{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;min-width:9rem}
ul.figures b{display:block;font-size:1.75rem;line-height:1.2}ul.figures span{display:block;color:var(--soft);font-size:.875rem}
.coverage{border-left:4px solid var(--warn);background:var(--band);padding:.75rem 1rem;margin:1.5rem 0}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{background:var(--band)}.n{text-align:end;font-variant-numeric:tabular-nums}.bad{color:var(--bad);font-weight:600}.warn{color:var(--warn);font-weight:600}.good{color:var(--good);font-weight:600}
@media print{body{padding:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}
@media(max-width:40rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** One file without script and without anything from elsewhere: it opens anywhere, also in ten years. */
export function renderHtml(document: ReportDocument): string {
  const title = escaped(document.title);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">',
    `<title>${title}</title><style>${style}</style></head><body><header>`,
    `<h1>${title}</h1><p class="soft"><bdi>${escaped(document.subject)}</bdi></p></header><main>`,
    figuresOf(document),
    factsOf([
      { label: 'Made', text: `${formatMoment(document.made)} by ${document.madeBy}` },
      { label: 'Tool', text: `${document.tool.name} ${document.tool.version}` },
      ...document.facts,
    ]),
    coverageOf(document.coverage),
    ...document.sections.map(sectionOf),
    '</main></body></html>\n',
  ].join('\n');
}

function figuresOf({ figures }: ReportDocument): string {
  if (figures.length === 0) return '';
  const items = figures.map(
    ({ label, value, detail }) =>
      `<li><span>${escaped(label)}</span><b>${escaped(value)}</b>${detail === undefined ? '' : `<span>${escaped(detail)}</span>`}</li>`,
  );
  return `<ul class="figures">${items.join('')}</ul>`;
}

function factsOf(facts: readonly Labelled[]): string {
  const pairs = facts.map(
    ({ label, text }) => `<dt>${escaped(label)}</dt><dd><bdi>${escaped(text)}</bdi></dd>`,
  );
  return `<dl>${pairs.join('')}</dl>`;
}

function coverageOf(lines: readonly string[]): string {
  const items = lines.map((line) => `<p>${escaped(line)}</p>`);
  return `<section class="coverage" aria-label="Coverage"><b>Coverage</b>${items.join('')}</section>`;
}

function sectionOf({ heading, text = [], table }: Section): string {
  const lines = text.map((line) => `<p>${escaped(line)}</p>`).join('');
  return `<section><h2>${escaped(heading)}</h2>${lines}${table === undefined ? '' : tableOf(table)}</section>`;
}

function tableOf(table: Table): string {
  if (table.rows.length === 0) return `<p class="soft">${escaped(table.empty)}</p>`;
  const head = table.columns.map(
    ({ title, align }) =>
      `<th scope="col"${align === 'right' ? ' class="n"' : ''}>${escaped(title)}</th>`,
  );
  const rows = table.rows.map(
    (row) => `<tr>${row.map((cell, at) => cellOf(table, cell, at)).join('')}</tr>`,
  );
  const rest =
    table.total > table.rows.length
      ? `<p class="soft">The first ${table.rows.length} of ${table.total}; the CSV has all.</p>`
      : '';
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>${rest}`;
}

function cellOf(table: Table, cell: string, at: number): string {
  const column = table.columns[at];
  const tone = column?.toned === true ? toneOf(cell) : undefined;
  const name = column?.align === 'right' ? 'n' : tone;
  return `<td${name === undefined ? '' : ` class="${name}"`}><bdi>${escaped(cell)}</bdi></td>`;
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/gu, (char) => entities.get(char) ?? '');
}
