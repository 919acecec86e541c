import { existsSync, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { run } from '../../daemons.ts';

/** What images leave out, as those of Debian do. */
const unwanted =
  /^\/usr\/share\/(?:doc|man|info|locale|lintian|bug|i18n)\/|\/llvmjit|\/__pycache__\//;
/** Large and never called: just-in-time compilation of queries, another compiler's parts. */
const skippedPackages = new Set([
  'libllvm14',
  'systemd',
  'libsystemd-shared',
  'perl',
  'python3',
  'udev',
  'dbus',
]);
const merged = ['bin', 'sbin', 'lib', 'lib64'].filter((name) => isLink(`/${name}`));

interface Installed {
  readonly needs: readonly (readonly string[])[];
  /** A name that another package provides. */
  readonly isVirtual: boolean;
}

/** Installed packages that the given ones need, themselves included; what is not installed here is left out. */
export function packagesFor(names: readonly string[]): ReadonlySet<string> {
  const known = installed();
  const found = new Set<string>();
  const met = new Set(skippedPackages);
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const one = known.get(name);
    if (one === undefined || met.has(name)) continue;
    met.add(name);
    if (!one.isVirtual) found.add(name);
    for (const alternatives of one.needs) {
      const first = alternatives.find((other) => known.has(other));
      if (first !== undefined) waiting.push(first);
    }
  }
  return found;
}

/** Files of packages as they lie here, relative to `/`, directories first. */
export function filesOf(packages: ReadonlySet<string>): readonly string[] {
  const lines = run('dpkg-query', '-L', ...packages).split('\n');
  const paths = lines.filter((line) => line.startsWith('/') && line !== '/.').map(canonical);
  const alternatives = readdirSync('/etc/alternatives').map((name) => `/etc/alternatives/${name}`);
  const wanted = [...new Set([...paths, ...alternatives, ...alternatives.flatMap(linksTo)])].filter(
    (path) => !unwanted.test(path) && isThere(path),
  );
  return [...new Set([...merged, ...wanted.sort().map((path) => path.slice(1))])];
}

/** `/bin/ls` is `/usr/bin/ls` where the directories are merged. */
function canonical(path: string): string {
  const first = path.split('/')[1] ?? '';
  return merged.includes(first) && path !== `/${first}` ? `/usr${path}` : path;
}

/** The usual name of an alternative: `/usr/bin/awk`. */
function linksTo(alternative: string): readonly string[] {
  const name = alternative.slice(alternative.lastIndexOf('/') + 1);
  const usual = `/usr/bin/${name}`;
  return isLink(usual) && readlinkSync(usual) === alternative ? [usual] : [];
}

function isLink(path: string): boolean {
  return isThere(path) && lstatSync(path).isSymbolicLink();
}

function isThere(path: string): boolean {
  return existsSync(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Package to what it needs, each a list of alternatives; virtual ones stand for who provides them. */
function installed(): ReadonlyMap<string, Installed> {
  const format = '${db:Status-Abbrev}\t${Package}\t${Provides}\t${Pre-Depends}, ${Depends}\n';
  const known = new Map<string, Installed>();
  for (const line of run('dpkg-query', '-W', '-f', format).split('\n')) {
    const [status = '', name = '', provides = '', needs = ''] = line.split('\t');
    if (!status.startsWith('ii')) continue;
    const split = needs.split(',').map((one) => one.split('|').map(bareName));
    known.set(name, { needs: split, isVirtual: false });
    for (const virtual of provides.split(',').map(bareName))
      if (virtual !== '' && !known.has(virtual))
        known.set(virtual, { needs: [[name]], isVirtual: true });
  }
  return known;
}

function bareName(text: string): string {
  return text.trim().replace(/[ (:].*$/s, '');
}
