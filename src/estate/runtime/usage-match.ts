/** A component in an asset: where it was found, and its package URL. */
export interface PlacedComponent {
  readonly component: number;
  readonly purl: string;
  /** Of the occurrence: the file that it was read from; `!` leads into archives. */
  readonly path: string;
}

/** A file that was used. `purl`: the package that owns it, where the node knew. */
export interface UsedFile {
  readonly path: string;
  readonly purl: string;
}

/**
 * Says which components a file belongs to: by the owner that the node told; the program or archive that holds them; the
 * directory that is theirs in the manner of their ecosystem. A file may hold many components: a Go program holds its modules.
 */
export class UsageIndex {
  readonly #byPurl = new Map<string, number[]>();
  readonly #byFile = new Map<string, number[]>();
  readonly #byDirectory = new Map<string, number[]>();

  constructor(components: Iterable<PlacedComponent>) {
    for (const { component, purl, path } of components) {
      enter(this.#byPurl, purl, component);
      const outer = outermost(path);
      if (!isRecord(outer)) enter(this.#byFile, outer, component);
      for (const directory of directoriesOf(outer, purl))
        enter(this.#byDirectory, directory, component);
    }
  }

  /** Components that the use of a file means, each once. */
  componentsOf({ path, purl }: UsedFile): readonly number[] {
    const found = new Set<number>(purl === '' ? [] : this.#byPurl.get(purl));
    for (const one of this.#byFile.get(path) ?? []) found.add(one);
    for (const one of this.#nearest(path)) found.add(one);
    return [...found];
  }

  /** The innermost directory that belongs to somebody: a package within a package is not its holder. */
  #nearest(path: string): readonly number[] {
    const whole = this.#byDirectory.get(path);
    if (whole !== undefined) return whole;
    let at = path.lastIndexOf('/');
    for (let depth = 0; at > 0 && depth < maxDepth; depth += 1) {
      const found = this.#byDirectory.get(path.slice(0, at));
      if (found !== undefined) return found;
      at = path.lastIndexOf('/', at - 1);
    }
    return [];
  }
}

const maxDepth = 64;

function enter(map: Map<string, number[]>, key: string, component: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [component]);
  else if (!known.includes(component)) known.push(component);
}

/** The file of the image: what is inside an archive is loaded with it. */
function outermost(path: string): string {
  const end = path.indexOf('!');
  return end < 0 ? path : path.slice(0, end);
}

/** Files that many packages are recorded in, or that record one: reading them is no use of the software. */
const records = [
  /^\/(?:var\/)?lib\/(?:dpkg|apk|rpm|pacman)\//u,
  /^\/usr\/(?:lib\/sysimage|share)\/rpm\//u,
  /\/(?:METADATA|PKG-INFO|RECORD|package\.json|package-lock\.json|yarn\.lock|pnpm-lock\.yaml|installed\.json|composer\.lock|Gemfile\.lock|go\.mod|go\.sum|Cargo\.lock|pom\.xml|pom\.properties|requirements\.txt|poetry\.lock|Pipfile\.lock|uv\.lock)$/u,
  /\.(?:gemspec|egg-info|deps\.json)$/u,
];

function isRecord(path: string): boolean {
  return records.some((pattern) => pattern.test(path));
}

/** Directories and single files that are a component's own. */
function directoriesOf(path: string, purl: string): readonly string[] {
  if (purl.startsWith('pkg:npm/')) return path.endsWith('/package.json') ? [parentOf(path)] : [];
  if (purl.startsWith('pkg:pypi/')) return pythonPlaces(path, purl);
  if (purl.startsWith('pkg:gem/')) return gemPlaces(path);
  if (purl.startsWith('pkg:composer/')) return composerPlaces(path, purl);
  return [];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

const distribution =
  /^(.{1,3000})\/([^/]{1,250})-[^-/]{1,100}\.(?:dist|egg)-info(?:\/[^/]{1,100})?$/u;

/** What a distribution installs lies beside its record, under a name that is mostly its own. */
function pythonPlaces(path: string, purl: string): readonly string[] {
  const [, site, recorded] = distribution.exec(path) ?? [];
  if (site === undefined || recorded === undefined) return [];
  const names = new Set([...variantsOf(recorded), ...variantsOf(nameOfPurl(purl))]);
  return [...names].flatMap((name) => [`${site}/${name}`, `${site}/${name}.py`]);
}

/** Import names that differ from the name of the distribution. */
const imports: ReadonlyMap<string, readonly string[]> = new Map([
  ['pyyaml', ['yaml', '_yaml']],
  ['pillow', ['PIL']],
  ['beautifulsoup4', ['bs4']],
  ['scikit_learn', ['sklearn']],
  ['python_dateutil', ['dateutil']],
  ['opencv_python', ['cv2']],
  ['opencv_python_headless', ['cv2']],
  ['protobuf', ['google/protobuf']],
  ['pyjwt', ['jwt']],
  ['pycryptodome', ['Crypto']],
  ['pycryptodomex', ['Cryptodome']],
  ['pyopenssl', ['OpenSSL']],
  ['attrs', ['attr', 'attrs']],
  ['setuptools', ['setuptools', 'pkg_resources', '_distutils_hack']],
  ['djangorestframework', ['rest_framework']],
  ['mysqlclient', ['MySQLdb']],
  ['psycopg2_binary', ['psycopg2']],
  ['python_dotenv', ['dotenv']],
  ['python_multipart', ['multipart', 'python_multipart']],
  ['python_jose', ['jose']],
  ['msgpack_python', ['msgpack']],
  ['dnspython', ['dns']],
  ['gitpython', ['git']],
  ['pyserial', ['serial']],
  ['typing_extensions', ['typing_extensions']],
  ['websocket_client', ['websocket']],
  ['cffi', ['cffi', '_cffi_backend']],
]);

function variantsOf(name: string): readonly string[] {
  const plain = name.replaceAll(/[-.]/gu, '_');
  const lower = plain.toLowerCase();
  return [plain, lower, ...(imports.get(lower) ?? [])];
}

function nameOfPurl(purl: string): string {
  const path = purl.slice(purl.indexOf('/') + 1).split(/[@?#]/u)[0] ?? '';
  return decode(path);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const specification = /^(.{1,3000})\/specifications\/(?:default\/)?([^/]{1,300})\.gemspec$/u;

function gemPlaces(path: string): readonly string[] {
  const [, home, name] = specification.exec(path) ?? [];
  return home === undefined || name === undefined ? [] : [`${home}/gems/${name}`];
}

function composerPlaces(path: string, purl: string): readonly string[] {
  const vendor = path.endsWith('/composer/installed.json')
    ? parentOf(parentOf(path))
    : `${parentOf(path)}/vendor`;
  return [`${vendor}/${nameOfPurl(purl)}`];
}
