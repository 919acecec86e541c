import type { AttackPath } from './path-words.ts';

/** A step that one or more paths go through. */
export interface MergedNode {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly column: number;
  readonly row: number;
  readonly paths: readonly string[];
  /** How many of these paths end if it is cut here. */
  readonly cuts: number;
}

/** From one step to the next. */
export interface MergedEdge {
  readonly from: string;
  readonly to: string;
  readonly paths: readonly string[];
}

export interface Merged {
  readonly nodes: readonly MergedNode[];
  readonly edges: readonly MergedEdge[];
  readonly columns: number;
  readonly rows: number;
}

interface Draft {
  readonly kind: string;
  readonly label: string;
  readonly column: number;
  readonly paths: Set<string>;
  cuts: number;
}

const mostNodes = 80;

/** Puts paths over each other, so that what many share becomes one box. Paths beyond 80 boxes are left out. */
export function mergePaths(paths: readonly AttackPath[]): Merged {
  const drafts = new Map<string, Draft>();
  const edges = new Map<string, { from: string; to: string; paths: Set<string> }>();
  for (const path of paths) {
    if (drafts.size + path.steps.length > mostNodes) break;
    addPath(path, drafts, edges);
  }
  const nodes = placed(drafts, [...edges.values()]);
  return {
    nodes,
    edges: [...edges.values()].map((edge) => ({ ...edge, paths: [...edge.paths] })),
    columns: 1 + Math.max(0, ...nodes.map((node) => node.column)),
    rows: 1 + Math.max(0, ...nodes.map((node) => node.row)),
  };
}

function addPath(
  path: AttackPath,
  drafts: Map<string, Draft>,
  edges: Map<string, { from: string; to: string; paths: Set<string> }>,
): void {
  const last = path.steps.length - 1;
  let before: string | undefined;
  for (const [at, step] of path.steps.entries()) {
    // What one aims at stands in the last column, however long the way is.
    const column = at === last ? 99 : at;
    const key = JSON.stringify([column, step.kind, step.ref ?? '', step.label]);
    const draft = drafts.get(key) ?? {
      kind: step.kind,
      label: step.label,
      column,
      paths: new Set<string>(),
      cuts: 0,
    };
    draft.paths.add(path.id);
    if (path.cut.step === at) draft.cuts += 1;
    drafts.set(key, draft);
    if (before !== undefined) {
      const name = JSON.stringify([before, key]);
      const edge = edges.get(name) ?? { from: before, to: key, paths: new Set<string>() };
      edge.paths.add(path.id);
      edges.set(name, edge);
    }
    before = key;
  }
}

/** Rows of a column follow the middle of what leads to them, so that few lines cross. */
function placed(
  drafts: ReadonlyMap<string, Draft>,
  edges: readonly { readonly from: string; readonly to: string }[],
): readonly MergedNode[] {
  const columns = [...new Set([...drafts.values()].map((draft) => draft.column))].toSorted(
    (a, b) => a - b,
  );
  const rows = new Map<string, number>();
  const nodes: MergedNode[] = [];
  for (const [column, wanted] of columns.entries()) {
    const own = [...drafts].filter(([, draft]) => draft.column === wanted);
    const sorted = own.toSorted(([a], [b]) => middle(a, rows, edges) - middle(b, rows, edges));
    for (const [row, [key, draft]] of sorted.entries()) {
      rows.set(key, row);
      nodes.push({ ...draft, key, column, row, paths: [...draft.paths] });
    }
  }
  return nodes;
}

function middle(
  key: string,
  rows: ReadonlyMap<string, number>,
  edges: readonly { readonly from: string; readonly to: string }[],
): number {
  const leading = edges.filter((edge) => edge.to === key).map((edge) => rows.get(edge.from) ?? 0);
  return leading.reduce((sum, row) => sum + row, 0) / Math.max(1, leading.length);
}
