import { type Glob, matchesGlob, parseGlob } from './glob.ts';

/**
 * `pmatch` of Falco: a search path matches when it is a prefix of the value by components; a component with `? * [` is a glob.
 * Unlike Falco, every glob of one level is tried against the same component, and none is forgotten.
 */
export interface PathTree {
  /** A search path ends here: whatever lies below matches. */
  end: boolean;
  readonly names: Map<string, PathTree>;
  readonly globs: { readonly text: string; readonly glob: Glob; readonly tree: PathTree }[];
}

/** Empty components count for nothing; `/` matches every value. */
export function pathTree(searches: Iterable<string>): PathTree {
  const root = emptyTree();
  for (const search of searches) add(root, search);
  return root;
}

/** Work is bounded by the number of search paths times the components of the value. */
export function matchesPathTree(root: PathTree, value: string): boolean {
  if (root.end) return true;
  let level: readonly PathTree[] = [root];
  for (let at = 0; at < value.length && level.length > 0; ) {
    const slash = value.indexOf('/', at);
    const end = slash < 0 ? value.length : slash;
    if (end > at) {
      level = below(level, value.slice(at, end));
      if (level.some((tree) => tree.end)) return true;
    }
    at = end + 1;
  }
  return false;
}

function below(level: readonly PathTree[], name: string): readonly PathTree[] {
  const next: PathTree[] = [];
  for (const tree of level) {
    const exact = tree.names.get(name);
    if (exact !== undefined) next.push(exact);
    for (const alternative of tree.globs)
      if (matchesGlob(alternative.glob, name)) next.push(alternative.tree);
  }
  return next;
}

function add(root: PathTree, search: string): void {
  let tree = root;
  for (const name of search.split('/')) {
    if (tree.end) return;
    if (name !== '') tree = child(tree, name);
  }
  tree.end = true;
}

function child(tree: PathTree, name: string): PathTree {
  if (!/[?*[]/.test(name)) {
    const known = tree.names.get(name);
    if (known !== undefined) return known;
    const made = emptyTree();
    tree.names.set(name, made);
    return made;
  }
  const known = tree.globs.find((alternative) => alternative.text === name);
  if (known !== undefined) return known.tree;
  const made = emptyTree();
  tree.globs.push({ text: name, glob: parseGlob(name), tree: made });
  return made;
}

function emptyTree(): PathTree {
  return { end: false, names: new Map(), globs: [] };
}
