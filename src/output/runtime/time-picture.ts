import type { Incident, TimelineEntry } from '#model/detection.ts';
import { html, type Markup } from '../html/markup.ts';
import { span as duration, isoTime } from './words.ts';

const width = 900;
const left = 100;
const right = 30;
const rowHeight = 30;
const kinds = ['detection', 'action', 'audit', 'status', 'note', 'loss'] as const;

/** When things happened, a row for each kind; it opens the section that the table of the same closes. */
export function timePicture({ timeline }: Incident): Markup {
  const used = kinds.filter((kind) => timeline.some((entry) => entry.kind === kind));
  const times = timeline.map(({ time }) => time);
  const from = Math.min(...times);
  const to = Math.max(...times);
  if (used.length === 0) return html`<section aria-labelledby="time"><h2 id="time">Time line</h2>`;
  const height = used.length * rowHeight + 34;
  const rows = used.map((kind, at) =>
    rowOf(
      timeline.filter((entry) => entry.kind === kind),
      { y: 18 + at * rowHeight, from, to },
    ),
  );
  const y = height - 8;
  return html`<section aria-labelledby="time"><h2 id="time">Time line</h2><div class="picture" tabindex="0" role="region" aria-label="Picture of the time line"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="When things happened; the table below says the same">${rows}<text class="small" x="${left}" y="${y}">${clockOf(from)}</text>${to > from ? html`<text class="small" x="${width - right}" y="${y}" text-anchor="end">${clockOf(to)}, ${duration(to - from)} later</text>` : undefined}</svg></div>`;
}

interface Place {
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

function rowOf(entries: readonly TimelineEntry[], { y, from, to }: Place): Markup {
  const [first] = entries;
  if (first === undefined) return html``;
  const scale = to > from ? (width - left - right) / (to - from) : 0;
  const dots = entries.map(
    ({ time, kind, text }) =>
      html`<circle class="dot-${kind}" cx="${(left + (time - from) * scale).toFixed(1)}" cy="${y}" r="6"><title>${clockOf(time)} ${text}</title></circle>`,
  );
  return html`<text class="small" x="4" y="${y + 4}">${first.kind}</text><line class="axis" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/>${dots}`;
}

function clockOf(time: number): string {
  return isoTime(time).slice(11, 19);
}
