import { dirname, posix } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { Gap } from '#model/observation.ts';
import { findRenderPrograms, type RenderPrograms } from '#render/programs.ts';
import { type RenderedFile, type RenderResult, renderUnit } from '#render/render.ts';
import { isBelowOne, type RenderUnit, unitsAmong } from '#render/units.ts';
import { parseYaml } from '#yaml/parse.ts';
import { member, textOf } from '#yaml/read.ts';
import { readPart, type TreeFile } from './file-tree.ts';
import { type KustomizationParts, partsOfKustomization } from './kustomize-parts.ts';

/** What a person says of charts. */
export interface RenderWishes {
  /** Where programs are looked for (`PATH`). */
  readonly searchPath: string;
  /** Files of values, absolute. */
  readonly values: readonly string[];
  /** `key=value`. */
  readonly set: readonly string[];
  /** Minor version of Kubernetes. */
  readonly minor: number;
}

/** What was rendered below some paths. */
export interface RenderedTree {
  /** `unit` is the directory that was rendered: what comes from one belongs together. */
  readonly files: readonly (RenderedFile & { readonly unit: string })[];
  /** Whether a file has been read as part of a unit, or is a template that only its program can read. */
  covers(path: string): boolean;
  readonly gaps: readonly Gap[];
}

const maxUnits = 500;
const maxBytes = 4 * 2 ** 20;
/** Units that are rendered side by side. */
const width = 2;

/** Renders all charts and kustomizations among files; those that another kustomization builds on only as part of that one. */
export async function renderAmong(
  files: readonly TreeFile[],
  wishes: RenderWishes,
  scope: Scope,
): Promise<RenderedTree> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const all = unitsAmong(byPath.keys());
  const parts = partsAmong(all, byPath);
  const units = rootsAmong(all, parts).slice(0, maxUnits);
  if (units.length === 0) return { files: [], covers: () => false, gaps: [] };
  const programs = findRenderPrograms(wishes.searchPath);
  using task = scope.progress.begin('rendering', units.length, 'items');
  const results: (RenderResult & { readonly unit: RenderUnit })[] = [];
  const waiting = [...units];
  async function work(): Promise<void> {
    for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
      const made = await renderUnit(
        unit,
        directoryOf(unit, byPath),
        optionsOf(unit, { byPath, wishes, programs }),
        scope,
      );
      results.push({ ...made, unit });
      task.advance(1);
    }
  }
  await Promise.all(Array.from({ length: width }, work));
  return treeOf(results, parts);
}

function treeOf(
  results: readonly (RenderResult & { readonly unit: RenderUnit })[],
  parts: ReadonlyMap<string, Kustomization>,
): RenderedTree {
  const order = results.toSorted((a, b) => (a.unit.path < b.unit.path ? -1 : 1));
  const files = order.flatMap((made) =>
    made.files.map((file) => ({ ...file, unit: made.unit.path })),
  );
  const sources = new Set(files.map(({ path }) => path));
  for (const { fragments } of parts.values()) for (const path of fragments) sources.add(path);
  const made = order.filter((one) => one.gaps.length === 0).map(({ unit }) => unit.path);
  for (const path of reachable(made, parts)) sources.add(path);
  const charts = new Set(
    order.filter(({ unit }) => unit.kind === 'helm').map(({ unit }) => unit.path),
  );
  return {
    files,
    covers: (path) => sources.has(path) || (isOfChart(path) && isBelowOne(path, charts)),
    gaps: order.flatMap(({ gaps }) => gaps),
  };
}

/** Templates, also of charts inside a chart, and what tests of charts set: only its program can read them. */
function isOfChart(path: string): boolean {
  return /(?:^|\/)(?:templates|ci)\/|values[^/]*\.ya?ml$/.test(path);
}

function under({ path }: RenderUnit, name: string): string {
  return path === '.' ? name : `${path}/${name}`;
}

interface Given {
  readonly byPath: ReadonlyMap<string, TreeFile>;
  readonly wishes: RenderWishes;
  readonly programs: RenderPrograms;
}

function optionsOf(unit: RenderUnit, { byPath, wishes, programs }: Given) {
  const { values, set, minor } = wishes;
  function read(path: string): Uint8Array | undefined {
    const file = byPath.get(posix.normalize(under(unit, path)));
    return file === undefined || file.size > maxBytes
      ? undefined
      : readPart(file.absolute, file.size);
  }
  return { programs, values, set, minor, release: 'release', read };
}

/** The directory of a unit: that of the file which makes it one. */
function directoryOf(unit: RenderUnit, byPath: ReadonlyMap<string, TreeFile>): string {
  const name = definingFile(unit, byPath);
  return name === undefined ? unit.path : dirname(name.absolute);
}

function definingFile(
  unit: RenderUnit,
  byPath: ReadonlyMap<string, TreeFile>,
): TreeFile | undefined {
  const names =
    unit.kind === 'helm'
      ? ['Chart.yaml']
      : ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
  return names.map((name) => byPath.get(under(unit, name))).find((file) => file !== undefined);
}

interface Kustomization extends KustomizationParts {
  readonly isComponent: boolean;
}

/** What the kustomizations among units say, by their paths. */
function partsAmong(
  units: readonly RenderUnit[],
  byPath: ReadonlyMap<string, TreeFile>,
): ReadonlyMap<string, Kustomization> {
  const found = new Map<string, Kustomization>();
  for (const unit of units) {
    const file = unit.kind === 'kustomize' ? definingFile(unit, byPath) : undefined;
    if (file === undefined || file.size > maxBytes) continue;
    const root = parseYaml(readPart(file.absolute, file.size)).documents[0]?.root;
    const isComponent = textOf(member(root, 'kind')) === 'Component';
    found.set(unit.path, { ...partsOfKustomization(root, unit.path), isComponent });
  }
  return found;
}

/** Without components and kustomizations that others name as base, resource or component. */
function rootsAmong(
  units: readonly RenderUnit[],
  parts: ReadonlyMap<string, Kustomization>,
): readonly RenderUnit[] {
  const named = new Set([...parts.values()].flatMap(({ resources }) => resources));
  return units.filter(({ path }) => !named.has(path) && parts.get(path)?.isComponent !== true);
}

/** All that kustomizations build on, directly or through others: also what they delete again. */
function reachable(
  roots: readonly string[],
  parts: ReadonlyMap<string, Kustomization>,
): ReadonlySet<string> {
  const met = new Set<string>();
  const open = [...roots];
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const name of parts.get(path)?.resources ?? []) {
      if (met.has(name)) continue;
      met.add(name);
      open.push(name);
    }
  return met;
}
