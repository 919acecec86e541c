import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Incident } from '#model/detection.ts';
import { html, type Markup, raw } from '../html/markup.ts';
import { style } from '../html/style.ts';
import { nextSteps } from './next-steps.ts';
import { ownWords } from './own-words.ts';
import { pageStyle } from './page-style.ts';
import { timePicture } from './time-picture.ts';
import { treePicture } from './tree-picture.ts';
import { containerName, span as duration, imageName, isoTime, statusWords } from './words.ts';

/** One incident as one page that needs nothing else: no scripts, no network, readable when printed. */
export function* renderIncidentPage(incident: Incident, options: RenderOptions): Generator<string> {
  for (const part of pageParts(incident, options)) yield part.markup;
}

function* pageParts(incident: Incident, options: RenderOptions): Generator<Markup> {
  const { title } = incident;
  yield html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title} — incident — Caisson</title><style>${raw(style + pageStyle)}</style></head><body>
<a class="skip" href="#main">Skip to the content</a>
`;
  yield header(incident);
  yield html`<main id="main">`;
  yield* sections(incident);
  yield html`</main><footer>Caisson, ${options.now.slice(0, 16).replace('T', ' ')} UTC. All times are UTC.</footer></body></html>\n`;
}

function header(incident: Incident): Markup {
  const { title, severity, status, score, detectionCount, opened, updated, incomplete } = incident;
  const verdict = status === 'open' ? 'deny' : status === 'contained' ? 'warn' : 'allow';
  return html`<header><p class="quiet">Incident <code>${incident.id}</code></p><h1>${title}</h1>
<p class="lead"><span class="verdict verdict-${verdict}">${statusWords[status]}</span> <span class="sev sev-${severity}">${severity}</span> · score ${Math.round(score)} · ${plural(detectionCount, 'detection')}</p>
<p class="quiet">${stampOf(opened)} UTC${updated - opened < 1000 ? '' : `, for ${duration(updated - opened)}`}</p>
${incomplete === true ? html`<div class="notice" role="note">Events were lost in its time: what led to it may be missing.</div>` : undefined}</header>\n`;
}

function* sections(incident: Incident): Generator<Markup> {
  yield html`<section aria-labelledby="where"><h2 id="where">Where</h2><dl class="facts-list">${factsOf(
    incident,
  ).map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl></section>\n`;
  const steps = nextSteps(incident);
  if (steps.length > 0)
    yield html`<section aria-labelledby="next"><h2 id="next">What to do next</h2><ul class="commands">${steps.map(
      ({ label, text }) => html`<li>${label}: <code>${text}</code></li>`,
    )}</ul></section>\n`;
  yield treePicture(incident.processes);
  yield reasons(incident);
  yield findings(incident);
  yield timePicture(incident);
  yield timeTable(incident);
}

function factsOf(incident: Incident): readonly (readonly [string, string])[] {
  const { container, workload, techniques, assignee, verdict } = incident;
  const all: readonly (readonly [string, string | undefined])[] = [
    ['Container', containerName(container)],
    ['Image', imageName(container)],
    ['Digest', container?.image?.id ?? container?.image?.digest],
    ['Workload', workload],
    ['ATT&CK', techniques.join(', ')],
    ['Looked after by', assignee],
    ['Closed as', verdict],
  ];
  return all.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, text]]));
}

function reasons({ scoreReasons }: Incident): Markup {
  if (scoreReasons.length === 0) return html``;
  return html`<section aria-labelledby="why"><h2 id="why">Why it matters</h2><dl class="facts-list">${scoreReasons.map(
    ({ label, text }) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`,
  )}</dl></section>\n`;
}

function findings({ findings: found }: Incident): Markup {
  if (found.length === 0) return html``;
  const rows = found.map(
    ({ rule, severity, component, why }) =>
      html`<tr><td data-label="Finding"><code>${rule}</code></td><td data-label="Severity"><span class="sev sev-${severity}">${severity}</span></td><td data-label="In">${component ?? ''}</td><td data-label="Why here">${why}</td></tr>`,
  );
  return html`<section aria-labelledby="image"><h2 id="image">What the image scan says</h2><table><thead><tr><th scope="col">Finding</th><th scope="col">Severity</th><th scope="col">In</th><th scope="col">Why here</th></tr></thead><tbody>${rows}</tbody></table></section>\n`;
}

function timeTable({ timeline, container }: Incident): Markup {
  const rows = timeline.map(({ time, kind, actor, text }) => {
    const words = ownWords({ output: text, ...(container !== undefined && { container }) });
    return html`<tr class="kind-${kind}"><td data-label="Time"><time datetime="${isoTime(time)}">${isoTime(time).slice(11, 23)}</time></td><td data-label="What">${kind}</td><td data-label="Who">${actor}</td><td data-label="Text">${words}</td></tr>`;
  });
  return html`<table class="time"><caption>Everything in order</caption><thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">Text</th></tr></thead><tbody>${rows}</tbody></table></section>\n`;
}

function stampOf(time: number): string {
  return isoTime(time).slice(0, 19).replace('T', ' ');
}
