import type { IncidentProcess } from '#model/detection.ts';
import { clean } from '../clean.ts';
import { html, type Markup } from '../html/markup.ts';
import { clip, displayWidth } from '../width.ts';
import { treeRows } from './process-tree.ts';

const rowHeight = 30;
const ruleHeight = 18;
const indent = 26;
const letter = 8.45;
const maxText = 110;
const maxDrawn = 200;

interface Drawn {
  readonly one: IncidentProcess;
  readonly x: number;
  readonly y: number;
  readonly parentAt: number | undefined;
  readonly text: string;
  readonly note: string;
}

/** Processes as a tree; what the picture shows is said in words for those who do not see it. */
export function treePicture(processes: readonly IncidentProcess[]): Markup {
  if (processes.length === 0) return html``;
  const drawn = placed(processes);
  const last = drawn.at(-1);
  const height = (last?.y ?? 0) + rowHeight + ruleHeight * (last?.one.rules.length ?? 0) + 4;
  const width = Math.ceil(Math.max(...drawn.map(widthOf))) + 8;
  const more = processes.length - drawn.length;
  const words = drawn.map(
    ({ one }) =>
      html`<li><code>${one.commandLine || one.exePath}</code>, pid ${one.pid}, user ${one.uid}${one.parentPid === undefined ? undefined : html`, started by ${one.parentPid}`}${one.rules.length === 0 ? undefined : html`: ${one.rules.join('; ')}`}</li>`,
  );
  return html`<section aria-labelledby="tree"><h2 id="tree">Processes</h2><div class="picture" tabindex="0" role="region" aria-label="Picture of the process tree"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Process tree; the list below says the same">${drawn.map(
    (row) => [edge(row, drawn), box(row)],
  )}</svg></div>${more > 0 ? html`<p class="quiet">${more} more are not drawn.</p>` : undefined}<details><summary>The same as a list</summary><ul>${words}</ul></details></section>\n`;
}

function placed(processes: readonly IncidentProcess[]): readonly Drawn[] {
  let y = 4;
  const drawn: Drawn[] = [];
  const places = new Map<number, number>();
  for (const { one, depth } of treeRows(processes).slice(0, maxDrawn)) {
    const command = clip(clean(one.commandLine || one.exePath, 600), maxText);
    const parentAt = one.parentPid === undefined ? undefined : places.get(one.parentPid);
    places.set(one.pid, drawn.length);
    const x = 4 + Math.min(depth, 12) * indent;
    drawn.push({ one, x, y, parentAt, text: command, note: `pid ${one.pid}, uid ${one.uid}` });
    y += rowHeight + 6 + ruleHeight * one.rules.length;
  }
  return drawn;
}

function boxWidth({ text, note }: Drawn): number {
  return displayWidth(text) * letter + displayWidth(note) * 7.3 + 36;
}

function widthOf(row: Drawn): number {
  const rules = Math.max(
    0,
    ...row.one.rules.map((rule) => displayWidth(clip(clean(rule, 200), maxText)) * 7.7 + 24),
  );
  return row.x + Math.max(boxWidth(row), rules);
}

function box(row: Drawn): Markup {
  const { one, x, y, text, note } = row;
  const width = boxWidth(row);
  const rules = one.rules.map(
    (rule, at) =>
      html`<text class="rule" x="${x + 12}" y="${y + rowHeight + 13 + at * ruleHeight}">! ${clip(clean(rule, 200), maxText)}</text>`,
  );
  return html`<rect class="box${one.rules.length > 0 ? ' hit' : ''}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${rowHeight - 2}" rx="6"/><text x="${x + 12}" y="${y + 19}">${text}</text><text class="small" x="${(x + 24 + displayWidth(text) * letter).toFixed(1)}" y="${y + 19}">${note}</text>${rules}`;
}

function edge({ x, y, parentAt }: Drawn, drawn: readonly Drawn[]): Markup | undefined {
  const parent = parentAt === undefined ? undefined : drawn[parentAt];
  if (parent === undefined) return undefined;
  const from = parent.x + 10;
  const top = parent.y + rowHeight - 2;
  const middle = y + rowHeight / 2 - 1;
  return html`<path class="edge" d="M${from} ${top}V${middle}H${x}"/>`;
}
