import type { Analyzer, Claim } from '#contract/analyzer.ts';
import { basename } from '#kit/path.ts';

/** All claims of a set of analyzers, indexed so that a file costs a few look-ups however many analyzers there are. */
export interface ClaimIndex {
  /** Analyzers that claim a file by its path. */
  byPath(path: string): readonly Analyzer[];
  /** Analyzers that claim a file by its first bytes. */
  byMagic(head: Uint8Array): readonly Analyzer[];
  /** Analyzers that claim every file; `byPath` names them too. */
  readonly every: ReadonlySet<Analyzer>;
}

/** Builds the index. An analyzer is listed once for a file, in the order given, however many of its claims fit. */
export function indexClaims(analyzers: readonly Analyzer[]): ClaimIndex {
  const index = new Index();
  for (const analyzer of analyzers) {
    for (const claim of analyzer.claims) index.add(claim, analyzer);
  }
  return index;
}

interface Ending {
  readonly text: string;
  readonly analyzer: Analyzer;
}
interface Folder {
  readonly directory: string;
  readonly suffix: string | undefined;
  readonly analyzer: Analyzer;
}

class Index implements ClaimIndex {
  readonly #paths = new Map<string, Analyzer[]>();
  readonly #basenames = new Map<string, Analyzer[]>();
  /** By the last extension of the ending, `.json` for `.deps.json`; endings without a dot under ''. */
  readonly #endings = new Map<string, Ending[]>();
  /** By the last segment of the directory. */
  readonly #folders = new Map<string, Folder[]>();
  readonly every = new Set<Analyzer>();
  readonly #magics: { readonly bytes: readonly number[]; readonly analyzer: Analyzer }[] = [];

  add(claim: Claim, analyzer: Analyzer): void {
    if ('path' in claim) push(this.#paths, claim.path, analyzer);
    else if ('basename' in claim) push(this.#basenames, claim.basename, analyzer);
    else if ('magic' in claim) this.#magics.push({ bytes: claim.magic, analyzer });
    else if ('every' in claim) this.every.add(analyzer);
    else if ('directory' in claim) this.#addFolder(claim.directory, claim.suffix, analyzer);
    else push(this.#endings, extensionOf(claim.suffix), { text: claim.suffix, analyzer });
  }

  byPath(path: string): readonly Analyzer[] {
    const name = basename(path);
    const lower = name.toLowerCase();
    const found = [...(this.#paths.get(path) ?? []), ...(this.#basenames.get(name) ?? [])];
    const extension = extensionOf(lower);
    for (const ending of this.#endings.get(extension) ?? [])
      if (lower.endsWith(ending.text)) found.push(ending.analyzer);
    this.#inFolders(path, found);
    found.push(...this.every);
    return found.length > 1 ? [...new Set(found)] : found;
  }

  byMagic(head: Uint8Array): readonly Analyzer[] {
    const found = this.#magics.filter(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
    return [...new Set(found.map(({ analyzer }) => analyzer))];
  }

  #addFolder(directory: string, suffix: string | undefined, analyzer: Analyzer): void {
    push(this.#folders, lastSegment(directory), { directory, suffix, analyzer });
  }

  #inFolders(path: string, found: Analyzer[]): void {
    const parent = path.slice(0, path.lastIndexOf('/') + 1);
    for (const { directory, suffix, analyzer } of this.#folders.get(lastSegment(parent)) ?? []) {
      const fits = directory.startsWith('/')
        ? parent === directory
        : parent.endsWith(`/${directory}`);
      if (fits && (suffix === undefined || path.endsWith(suffix))) found.push(analyzer);
    }
  }
}

/** The last segment of a directory written with its final slash; empty for the root. */
function lastSegment(directory: string): string {
  return basename(directory.slice(0, -1));
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
