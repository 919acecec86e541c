import type { Marker } from '#check/markers.ts';
import { markersOf as ownMarkers } from '#check/own-markers.ts';
import { checkComment, checkDirective, parseLintOptions } from './buildkit/lint-options.ts';
import { rangeOfSpan, type Span } from './source-text.ts';
import type { Comment, Dockerfile, Instruction, Stage } from './tree.ts';

/** The lines that a comment speaks of. */
interface Reach {
  readonly from: number;
  readonly to: number;
}

/** Longest comment that is looked at. */
const maxComment = 2000;

/**
 * Comments that accept findings, in all dialects that people write in Dockerfiles: `# check=skip=…` (BuildKit), `# hadolint
 * ignore=…`, `# trivy:ignore:…`, `# shellcheck disable=…`, `# caisson:allow …`.
 */
export function markersOfFile(file: Dockerfile): readonly Marker[] {
  const markers = [...directiveMarkers(file)];
  const places = placesOf(file);
  for (const comment of file.comments) {
    if (!mayMark(comment.text)) continue;
    markers.push(...markersOfComment(comment, places));
  }
  for (const instruction of file.instructions)
    for (const { content } of instruction.heredocs)
      if (instruction.kind === 'run') markers.push(...heredocMarkers(file, instruction, content));
  return markers;
}

function mayMark(text: string): boolean {
  return /check\s*=|hadolint|ignore:|caisson:|shellcheck/i.test(text.slice(0, maxComment));
}

/** `# check=skip=A,B` at the top. */
function directiveMarkers(file: Dockerfile): readonly Marker[] {
  const value = checkDirective(file);
  if (value === undefined) return [];
  const directive = file.directives.find(({ name }) => name === 'check');
  const line = directive === undefined ? 2 : lineOf(file, directive.span);
  return buildkitMarkers(value, line, wholeFile);
}

const wholeFile: Reach = { from: 1, to: Number.MAX_SAFE_INTEGER };

function buildkitMarkers(value: string, line: number, reach: Reach): readonly Marker[] {
  const options = parseLintOptions(value);
  if (typeof options === 'string') return [];
  const ids = options.skipAll ? ['*'] : [...options.skip];
  if (ids.length === 0) return [];
  return [{ marker: `check=${value}`.slice(0, 200), line, ids, tool: 'buildkit', ...reach }];
}

/** Where the instructions and the stages of a file stand, for look-ups by line. */
interface Places {
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

function placesOf({ instructions, stages }: Dockerfile): Places {
  return { instructions, stages };
}

function markersOfComment(comment: Comment, places: Places): readonly Marker[] {
  const line = comment.line + 1;
  const text = comment.text.slice(0, maxComment);
  const next = nextInstruction(comment, places);
  const reach = next === undefined ? { from: line, to: line } : linesOf(next, line);
  const check = checkComment(text);
  if (check !== undefined) return buildkitMarkers(check, line, reach);
  const hadolint = hadolintMarker(text, line, { reach, places });
  if (hadolint !== undefined) return hadolint;
  const shellcheck = shellcheckMarker(text, line, reach);
  if (shellcheck !== undefined) return [shellcheck];
  const scope = /^caisson:allow\s+(file|stage)\b/i.exec(text)?.[1]?.toLowerCase();
  const wide = scope === 'file' ? wholeFile : scope === 'stage' ? stageOf(line, places) : reach;
  return ownMarkers({ text, line, ...wide });
}

/** The instruction around the comment, or the one behind it. */
function nextInstruction(
  { inside, line }: Comment,
  { instructions }: Places,
): Instruction | undefined {
  if (inside !== undefined) return instructions[inside];
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.firstLine ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return instructions[low];
}

function linesOf({ firstLine, lastLine }: Instruction, line: number): Reach {
  return { from: Math.min(line, firstLine + 1), to: Math.max(line, lastLine + 1) };
}

/** The stage around a line, or the one whose FROM comes next. */
function stageOf(line: number, { stages }: Places): Reach {
  const at = stages.findLastIndex(({ from }) => from.firstLine + 1 <= line);
  const opens = stages.findIndex(({ from }) => from.firstLine + 1 === line + 1);
  const index = opens === -1 ? Math.max(0, at) : opens;
  const end = stages[index + 1]?.from.firstLine;
  return { from: line, to: end ?? Number.MAX_SAFE_INTEGER };
}

const hadolintPattern = /^hadolint\s+(?:(global|stage)\s+)?ignore\s*=\s*([^#]*)(?:#(.*))?$/i;

/** `hadolint [global|stage] ignore=DL3006,SC2046 # why`; reasons without the second `#` count too. */
function hadolintMarker(
  text: string,
  line: number,
  { reach, places }: { readonly reach: Reach; readonly places: Places },
): readonly Marker[] | undefined {
  const match = hadolintPattern.exec(text);
  if (match === null) return undefined;
  const [, scope, list = '', reason = ''] = match;
  const { ids, rest } = idsOf(list);
  const why = [rest, reason.trim()].filter((part) => part !== '').join(' ');
  const word = scope?.toLowerCase();
  const lines = word === 'global' ? wholeFile : word === 'stage' ? stageOf(line, places) : reach;
  if (ids.length === 0) return [];
  const base = { marker: text.slice(0, 200), line, ids, tool: 'hadolint', ...lines };
  const shell = ids.filter((id) => /^SC\d+$/i.test(id));
  const marker = why === '' ? base : { ...base, reason: why };
  return shell.length === 0 ? [marker] : [marker, { ...marker, ids: shell, tool: 'shellcheck' }];
}

/** Ids between commas and blanks; what follows them is a reason. */
function idsOf(list: string): { readonly ids: readonly string[]; readonly rest: string } {
  const ids: string[] = [];
  let rest = list.trim();
  for (;;) {
    const match = /^[\s,]*((?:DL|SC|CSN-DF-|DS-?|CIS-DI-|DKL-[DL]I-)\d+)\b/i.exec(rest);
    if (match === null) return { ids, rest: rest.replace(/^[\s,:-]+/, '') };
    ids.push((match[1] ?? '').toUpperCase());
    rest = rest.slice(match[0].length);
  }
}

function shellcheckMarker(text: string, line: number, reach: Reach): Marker | undefined {
  const match = /^shellcheck\s+(?:[a-z-]+=\S+\s+)*disable=([\w,-]+)(.*)$/i.exec(text);
  if (match === null) return undefined;
  const [, list = '', rest = ''] = match;
  const ids = list.split(',').map((id) => (id.toLowerCase() === 'all' ? '*' : id));
  const reason = rest.replace(/^[\s#]+/, '').trim();
  const marker = { marker: text.slice(0, 200), line, ids, tool: 'shellcheck', ...reach };
  return reason === '' ? marker : { ...marker, reason };
}

/** `# shellcheck disable=SC2086` in a script covers what follows in the script. */
function heredocMarkers(
  file: Dockerfile,
  { lastLine }: Instruction,
  content: Instruction['line'],
): readonly Marker[] {
  const markers: Marker[] = [];
  if (!/shellcheck|caisson:|trivy:/.test(content.text)) return markers;
  const start = content.segments[0]?.source ?? 0;
  let line = lineOf(file, { start, end: start });
  for (const text of content.text.split('\n')) {
    const comment = /^\s*#\s*(.*)$/.exec(text.slice(0, maxComment))?.[1];
    if (comment !== undefined) {
      const reach = { from: line, to: lastLine + 1 };
      const marker = shellcheckMarker(comment, line, reach);
      markers.push(
        ...(marker === undefined ? ownMarkers({ text: comment, line, ...reach }) : [marker]),
      );
    }
    line += 1;
  }
  return markers;
}

function lineOf(file: Dockerfile, span: Span): number {
  return rangeOfSpan(file.source, span).line;
}
