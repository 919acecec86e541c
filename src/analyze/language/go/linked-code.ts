import type { LinkedCode } from '#model/component.ts';
import type { GoFunctionNames } from '../../binary/go-function-names.ts';
import { importPathOf, splitName, symbolsOf } from './function-name.ts';

/** Hashes for all modules of a program together: 32,000 take 171 kB in base64. */
const maxFunctions = 32_000;
/** The largest programs known have some 300,000 functions in 5,000 packages; beyond these bounds nothing is proved. */
const maxNames = 2_000_000;
const maxPackages = 20_000;
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
  let count = 0;
  for (const name of namesIn(names)) {
    count += 1;
    if (count > maxNames) return undefined;
    packages.add(name);
  }
  if (!packages.hasRuntime() || packages.all().length > maxPackages) return undefined;
  const byModule = Map.groupBy(packages.all(), ({ module }) => module);
  const linked = new Map<string, LinkedCode>();
  let left = maxFunctions;
  for (const [module, list] of [...byModule].sort(byImportance)) {
    const paths = [...new Set(list.map(({ path }) => path))].sort().map(detached);
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

/** A copy: a piece that is cut out of a text keeps all of it in memory, and the names of a program are megabytes. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
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
  const all = new Uint32Array(sizeOf(packages));
  let count = 0;
  for (const { hashes } of packages) for (const hash of hashes) all[count++] = hash;
  all.sort();
  const bytes = Buffer.alloc(all.length * 4);
  let end = 0;
  for (const [index, hash] of all.entries()) {
    if (index > 0 && hash === all[index - 1]) continue;
    bytes.writeUInt32LE(hash, end);
    end += 4;
  }
  return bytes.toString('base64', 0, end);
}

/** In tables before Go 1.16 a name is whatever stands in front of a zero byte and can be one. */
function* namesIn({ bytes, isMixed }: GoFunctionNames): Iterable<string> {
  const text = bytes.toString('latin1');
  for (let at = 0; at < text.length; ) {
    const zero = text.indexOf('\0', at);
    const end = zero === -1 ? text.length : zero;
    if (end - at > 2) yield text.slice(isMixed ? wordStart(text, at, end) : at, end);
    at = end + 1;
  }
}

function wordStart(text: string, least: number, end: number): number {
  let start = end;
  while (start > least && text.charCodeAt(start - 1) > 0x20) start -= 1;
  return start;
}

/** Packages by the path as the linker writes it, each looked up once. */
class PackageIndex {
  readonly #places: ModulePlaces;
  /** The last name, and the package of it as the linker writes it. */
  #name = ' ';
  #lastName = '';
  readonly #packages = new Map<string, Package | undefined>();

  constructor(places: ModulePlaces) {
    this.#places = places;
  }

  add(name: string): void {
    // Closures mostly follow their function, which has been counted.
    if (name.startsWith('.func', this.#name.length) && name.startsWith(this.#name)) return;
    this.#name = name;
    if (!this.#isOfLast(name)) {
      const split = splitName(name);
      if (split !== undefined) this.#addTo(this.#packageOf(split.package), split.rest);
      this.#lastName = split?.package ?? '';
      return;
    }
    this.#addTo(this.#packages.get(this.#lastName), name.slice(this.#lastName.length + 1));
  }

  /** Functions of a package mostly follow each other; then its name need not be cut out and looked up. */
  #isOfLast(name: string): boolean {
    const end = this.#lastName.length;
    if (end === 0 || name.charCodeAt(end) !== 0x2e || !name.startsWith(this.#lastName))
      return false;
    return !name.includes('/', end) && !name.includes('[');
  }

  #addTo(entry: Package | undefined, rest: string): void {
    if (entry === undefined) return;
    for (const symbol of symbolsOf(rest)) entry.hashes.add(fnv1a(symbol, entry.seed));
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

/**
 * FNV-1a, 32 bits (draft-eastlake-fnv), over text that holds one byte a character; `hash` goes on from another text. Signed,
 * for such numbers are cheaper to keep.
 */
function fnv1a(bytes: string, hash: number): number {
  let value = hash;
  for (let at = 0; at < bytes.length; at += 1)
    value = Math.imul(value ^ bytes.charCodeAt(at), 0x01000193);
  return value;
}
