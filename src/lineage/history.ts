import type { HistoryEntry } from '#model/artifact.ts';

/** Where one build seems to end and the next one to begin. */
export interface Boundary {
  /** Layers below it. */
  readonly layers: number;
  readonly confidence: number;
  /** For people: what gives it away. */
  readonly reason: string;
}

/** Steps of one build follow each other closely; a base was made some time before. */
const jumpMs = 3_600_000;

interface Seam {
  readonly layers: number;
  readonly isCommand: boolean;
  readonly jump: number;
  readonly isStyle: boolean;
}

/**
 * Guesses from the build steps alone which layers came with the base: an image commonly ends with CMD or ENTRYPOINT, its
 * children come later and may be made by another builder. `undefined` when nothing hints at a seam.
 */
export function boundaryIn(history: readonly HistoryEntry[]): Boundary | undefined {
  const seams = seamsOf(history);
  const best =
    seams.findLast(({ isCommand, jump, isStyle }) => isCommand && (jump >= jumpMs || isStyle)) ??
    seams.findLast(({ isCommand }) => isCommand) ??
    seams.findLast(({ isStyle }) => isStyle) ??
    widest(seams);
  if (best === undefined) return undefined;
  return { layers: best.layers, confidence: confidenceOf(best), reason: reasonOf(best) };
}

/** Every place between two steps that has layers below and above it. */
function seamsOf(history: readonly HistoryEntry[]): readonly Seam[] {
  const total = history.filter(({ emptyLayer }) => !emptyLayer).length;
  const seams: Seam[] = [];
  let layers = 0;
  for (const [at, entry] of history.entries()) {
    if (!entry.emptyLayer) layers += 1;
    const next = history[at + 1];
    if (next === undefined || layers === 0 || layers === total || isFinal(next)) continue;
    const style = styleOf(entry);
    const isStyle = style !== '' && styleOf(next) !== '' && style !== styleOf(next);
    const jump = timeOf(next) - timeOf(entry) || 0;
    seams.push({ layers, isCommand: isFinal(entry), jump, isStyle });
  }
  return seams;
}

/** `CMD` and `ENTRYPOINT`, with which most Dockerfiles end. */
function isFinal({ createdBy = '', emptyLayer }: HistoryEntry): boolean {
  return (
    emptyLayer && /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:CMD|ENTRYPOINT)\b/.test(createdBy.trimStart())
  );
}

const tools = /^(apko|bazel|buildpacks|jib|kaniko|ko|nix|umoci)\b/i;

/** Who wrote the step, as far as it shows. */
function styleOf({ createdBy = '', comment = '' }: HistoryEntry): string {
  if (comment.startsWith('buildkit') || createdBy.endsWith('# buildkit')) return 'BuildKit';
  if (comment.startsWith('debuerreotype')) return 'debuerreotype';
  if (comment.startsWith('store paths:')) return 'nix';
  const tool = tools.exec(createdBy)?.[1];
  if (tool !== undefined) return tool.toLowerCase();
  return createdBy.startsWith('/bin/sh -c') ? 'the classic builder' : '';
}

/** The base that Buildah names in the first step of a build: `FROM docker.io/library/debian:12`. */
export function namedInHistory(
  history: readonly HistoryEntry[],
): { readonly name: string; readonly layers: number } | undefined {
  let found: { readonly name: string; readonly layers: number } | undefined;
  let layers = 0;
  for (const { comment = '', emptyLayer } of history) {
    const name = /^FROM ([a-z0-9][\w.:/@-]{1,300})$/.exec(comment)?.[1];
    // Steps in between are named by the id of the image before them.
    if (name !== undefined && /[./]/.test(name) && !/^[0-9a-f]{12,64}$/.test(name))
      found = { name, layers };
    if (!emptyLayer) layers += 1;
  }
  return found;
}

function timeOf({ created = '' }: HistoryEntry): number {
  return Date.parse(created);
}

function widest(seams: readonly Seam[]): Seam | undefined {
  const jumps = seams.filter(({ jump }) => jump >= jumpMs);
  return jumps.toSorted((a, b) => b.jump - a.jump)[0];
}

function confidenceOf({ isCommand, jump, isStyle }: Seam): number {
  const hints = [isCommand, jump >= jumpMs, isStyle].filter(Boolean).length;
  return 0.1 + 0.1 * hints + (isCommand ? 0.1 : 0);
}

function reasonOf({ isCommand, jump, isStyle }: Seam): string {
  const hints = [
    ...(isCommand ? ['a CMD or ENTRYPOINT is followed by more layers'] : []),
    ...(jump >= jumpMs ? [`the next step is ${hoursOf(jump)} younger`] : []),
    ...(isStyle ? ['the next step was written by another builder'] : []),
  ];
  return `in the build history ${hints.join(' and ')}`;
}

function hoursOf(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return hours === 1 ? '1 hour' : `${hours} hours`;
}
