import type { LinkedCode } from '#model/component.ts';
import type { GoFunctionNames } from '../../binary/go-function-names.ts';
import { importPathOf, splitName, symbolsOf } from './function-name.ts';

/** Hashes for all modules of a program together: 32,000 take 171 kB in base64. */
const maxFunctions = 32_000;
const standardLibrary = 'stdlib';

/** Where the import paths of a program belong. */
export interface ModulePlaces {
  /** Name of the component by the module path that import paths of the program begin with. */
  readonly modules: ReadonlyMap<string, string>;
  /** Import path of the package that the linker calls `main`, and the component it belongs to. */
  readonly main?: { readonly module: string; readonly path: string };
}

interface Package {
  readonly path: string;
  readonly module: string;
  /** Hash of the path and its dot, which all names of the package go on from. */
  readonly seed: number;
  readonly hashes: Set<number>;
}

/**
 * Which packages and functions of each module are in the program, by the name of its component (`stdlib` for Go's own
 * library). Functions are listed for the standard library and `golang.org/x` first, then for the other modules from the
 * smallest up, until 32,000 are listed; the rest have packages only. `undefined` when the names are not those of a Go
 * program (obfuscated).
 */
export function linkedCodeOf(
  names: GoFunctionNames,
  places: ModulePlaces,
): ReadonlyMap<string, LinkedCode> | undefined {
  const packages = new PackageIndex(places);
  const text = names.bytes.toString('latin1');
  for (const name of names.isMixed ? wordsOf(text) : text.split('\0')) packages.add(name);
  if (!packages.hasRuntime()) return undefined;
  const byModule = Map.groupBy(packages.all(), ({ module }) => module);
  const linked = new Map<string, LinkedCode>();
  let left = maxFunctions;
  for (const [module, list] of [...byModule].sort(byImportance)) {
    const paths = [...new Set(list.map(({ path }) => path))].sort();
    left -= sizeOf(list);
    linked.set(module, {
      packages: paths,
      ...(left >= 0 && { functions: encode(list) }),
    });
  }
  for (const module of [...places.modules.values(), standardLibrary])
    if (!linked.has(module)) linked.set(module, { packages: [], functions: '' });
  return linked;
}

type Module = readonly [string, readonly Package[]];

function byImportance([a, packagesOfA]: Module, [b, packagesOfB]: Module): number {
  return rankOf(a) - rankOf(b) || sizeOf(packagesOfA) - sizeOf(packagesOfB) || (a < b ? -1 : 1);
}

function rankOf(module: string): number {
  return module === standardLibrary || module.startsWith('golang.org/x/') ? 0 : 1;
}

function sizeOf(packages: readonly Package[]): number {
  return packages.reduce((sum, { hashes }) => sum + hashes.size, 0);
}

function encode(packages: readonly Package[]): string {
  const hashes = new Set(packages.flatMap(({ hashes: own }) => [...own]));
  const sorted = Uint32Array.from(hashes).sort();
  const bytes = Buffer.alloc(sorted.length * 4);
  for (const [index, hash] of sorted.entries()) bytes.writeUInt32LE(hash, index * 4);
  return bytes.toString('base64');
}

/** Tables before Go 1.16: whatever stands in front of a zero byte and can be a name. */
function* wordsOf(text: string): Iterable<string> {
  for (const piece of text.split('\0')) {
    let start = piece.length;
    while (start > 0 && piece.charCodeAt(start - 1) > 0x20) start -= 1;
    if (piece.length - start > 2) yield piece.slice(start);
  }
}

/** Packages by the path as the linker writes it, each looked up once. */
class PackageIndex {
  readonly #places: ModulePlaces;
  #last = ' ';
  readonly #packages = new Map<string, Package | undefined>();

  constructor(places: ModulePlaces) {
    this.#places = places;
  }

  add(name: string): void {
    // Closures mostly follow their function, which has been counted.
    if (name.startsWith('.func', this.#last.length) && name.startsWith(this.#last)) return;
    this.#last = name;
    const split = splitName(name);
    const entry = split && this.#packageOf(split.package);
    if (split === undefined || entry === undefined) return;
    for (const symbol of symbolsOf(split.rest)) entry.hashes.add(fnv1a(symbol, entry.seed));
  }

  all(): readonly Package[] {
    return [...this.#packages.values()].filter((entry) => entry !== undefined);
  }

  hasRuntime(): boolean {
    return (this.#packages.get('runtime')?.hashes.size ?? 0) > 0;
  }

  #packageOf(name: string): Package | undefined {
    const known = this.#packages.get(name);
    if (known !== undefined || this.#packages.has(name)) return known;
    const path = importPathOf(name);
    const entry = path === undefined ? undefined : placed(path, this.#places);
    this.#packages.set(name, entry);
    return entry;
  }
}

function placed(path: string, { main, modules }: ModulePlaces): Package | undefined {
  if (path === 'main') return main && packageAt(main.path, main.module);
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const module = modules.get(path.slice(0, end));
    // A replaced module is known by the name of what stands in its place, and so are its packages.
    if (module !== undefined) return packageAt(`${module}${path.slice(end)}`, module);
  }
  const first = path.split('/', 1)[0] ?? '';
  return first.includes('.') ? undefined : packageAt(path, standardLibrary);
}

function packageAt(path: string, module: string): Package {
  return { path, module, seed: fnv1a(`${path}.`, 0x811c9dc5), hashes: new Set() };
}

/** FNV-1a, 32 bits (draft-eastlake-fnv), over text that holds one byte a character; `hash` goes on from another text. */
function fnv1a(bytes: string, hash: number): number {
  let value = hash;
  for (let at = 0; at < bytes.length; at += 1)
    value = Math.imul(value ^ bytes.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
