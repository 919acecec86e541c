import { dirname, join, posix } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { Gap } from '#model/observation.ts';
import { findRenderPrograms, type RenderPrograms } from '#render/programs.ts';
import { type RenderedFile, type RenderResult, renderUnit } from '#render/render.ts';
import { isBelowOne, type RenderUnit, unitsAmong } from '#render/units.ts';
import type { YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { itemsOf, member, textOf } from '#yaml/read.ts';
import { readPart, type TreeFile } from './file-tree.ts';

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
  const units = rootsAmong(unitsAmong(byPath.keys()), byPath).slice(0, maxUnits);
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
  return treeOf(results);
}

function treeOf(results: readonly (RenderResult & { readonly unit: RenderUnit })[]): RenderedTree {
  const order = results.toSorted((a, b) => (a.unit.path < b.unit.path ? -1 : 1));
  const files = order.flatMap((made) =>
    made.files.map((file) => ({ ...file, unit: made.unit.path })),
  );
  const sources = new Set(files.map(({ path }) => path));
  const charts = new Set(
    order.filter(({ unit }) => unit.kind === 'helm').map(({ unit }) => under(unit, 'templates')),
  );
  return {
    files,
    covers: (path) => sources.has(path) || isBelowOne(path, charts),
    gaps: order.flatMap(({ gaps }) => gaps),
  };
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

/** Without components and kustomizations that others name as base, resource or component. */
function rootsAmong(
  units: readonly RenderUnit[],
  byPath: ReadonlyMap<string, TreeFile>,
): readonly RenderUnit[] {
  const not = new Set<string>();
  for (const unit of units) {
    const file = unit.kind === 'kustomize' ? definingFile(unit, byPath) : undefined;
    if (file === undefined || file.size > maxBytes) continue;
    const [document] = parseYaml(readPart(file.absolute, file.size)).documents;
    if (textOf(member(document?.root, 'kind')) === 'Component') not.add(unit.path);
    for (const name of namedIn(document?.root))
      not.add(posix.normalize(join(unit.path, name)).replace(/\/$/, ''));
  }
  return units.filter(({ path }) => !not.has(path));
}

function namedIn(root: YamlNode | undefined): readonly string[] {
  return ['resources', 'bases', 'components'].flatMap((field) =>
    itemsOf(member(root, field)).map((item) => textOf(item) ?? ''),
  );
}
