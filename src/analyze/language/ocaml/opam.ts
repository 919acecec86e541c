import type { Analyzer } from '#contract/analyzer.ts';
import { basename, dirname } from '#kit/path.ts';
import { formatPurl } from '#model/purl.ts';
import { linesOf } from '../../os/lines.ts';
import { licensesOf } from '../license.ts';
import {
  locationOf,
  type PackageFacts,
  packageComponent,
  packageGap,
  requiresOf,
  textOf,
} from '../package-component.ts';
import { type OpamFile, readOpamFile } from './opam-file.ts';

/** What opam installed in a switch: `.opam-switch/packages/NAME.VERSION/opam` (opam manual, "Switches"). */
export const opamInstalledAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ocaml-installed',
  revision: 1,
  title: 'OCaml packages installed by opam',
  claims: [{ basename: 'opam' }],
  *analyze(file) {
    const directory = dirname(file.path);
    if (!dirname(directory).endsWith('/.opam-switch/packages')) return;
    const id = basename(directory);
    const dot = id.indexOf('.');
    const name = textOf(id.slice(0, Math.max(dot, 0)));
    const version = textOf(id.slice(dot + 1));
    if (name === undefined || version === undefined) {
      yield packageGap(file, 'malformed', 'the directory names no package and version');
      return;
    }
    const opam = readOpamFile(file.text());
    yield packageComponent(file, { ...opamFacts(name, version, 'installed'), ...details(opam) });
  },
};

/** The state of a switch, `.opam-switch/switch-state`: its `roots` are the packages that a person asked for. */
export const opamSwitchAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ocaml-switch',
  revision: 1,
  title: 'OCaml packages that were asked for',
  claims: [{ directory: '.opam-switch/', suffix: 'switch-state' }],
  *analyze(file) {
    const packages = `${dirname(file.path)}/packages`;
    for (const id of readOpamFile(file.text()).roots.slice(0, maxRoots)) {
      const of = `${packages}/${id}/opam`;
      yield { type: 'supplement', location: locationOf(file), of, facts: { direct: true } };
    }
  },
};

const maxRoots = 10_000;

/** `*.opam` of a project, and `*.opam.locked`, where every dependency is pinned: `"NAME" {= "VERSION"}`. */
export const opamProjectAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ocaml-opam',
  revision: 1,
  title: 'OCaml projects and what they lock',
  claims: [{ suffix: '.opam' }, { suffix: '.opam.locked' }],
  *analyze(file) {
    const opam = readOpamFile(file.text());
    const isLock = file.path.endsWith('.locked');
    const name = textOf(opam.name ?? basename(file.path).replace(/\.opam(?:\.locked)?$/, ''));
    const version = textOf(opam.version);
    if (name !== undefined && version !== undefined)
      yield packageComponent(file, { ...opamFacts(name, version, 'declared'), ...details(opam) });
    for (const dependency of opam.depends) {
      const pinned = textOf(dependency.exact);
      const required = textOf(dependency.name);
      if (pinned === undefined || required === undefined) continue;
      yield packageComponent(file, {
        ...opamFacts(required, pinned, 'declared'),
        ...(dependency.scope !== undefined && { scopes: [dependency.scope] }),
        ...(!isLock && { direct: true }),
      });
    }
  },
};

/** `dune.lock/NAME.pkg` (dune, "package management"): `(version …)` and `(depends …)` of one locked package. */
export const dunePackageAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ocaml-dune-lock',
  revision: 1,
  title: 'OCaml packages locked by dune',
  claims: [{ directory: 'dune.lock/', suffix: '.pkg' }],
  *analyze(file) {
    const text = [...linesOf(file.text())].filter((line) => !line.startsWith(';')).join('\n');
    // Newer files are called NAME.VERSION.pkg.
    const name = textOf(basename(file.path).slice(0, -'.pkg'.length).split('.', 1)[0]);
    const version = textOf(/\(version\s+"?([^\s()"]{1,200})"?\s*\)/.exec(text)?.[1]);
    if (name === undefined || version === undefined) {
      yield packageGap(file, 'malformed', 'a locked package without version');
      return;
    }
    const depends = /\(depends\s([^;]{0,20000})/.exec(text)?.[1] ?? '';
    yield packageComponent(file, {
      ...opamFacts(name, version, 'declared'),
      ...requiresOf(namesIn(depends)),
    });
  },
};

/** The names of `a b c)`, or of `(all_platforms (a b c)))`, up to the end of the list. */
function* namesIn(text: string): Iterable<{ readonly name: string }> {
  let depth = 1;
  for (const { 0: word } of text.matchAll(/[()]|[^\s()]+/g)) {
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else if (word !== 'all_platforms' && textOf(word) !== undefined) yield { name: word };
    if (depth === 0) return;
  }
}

/** `pkg:opam/NAME@VERSION`, as Syft and OSV write it. */
function opamFacts(
  name: string,
  version: string,
  presence: PackageFacts['presence'],
): PackageFacts {
  const purl = formatPurl({ type: 'opam', name, version });
  return { purl, name, version, ecosystem: 'opam', presence };
}

function details(opam: OpamFile): Partial<PackageFacts> {
  const requires = opam.depends.filter(({ name }) => textOf(name) !== undefined);
  return {
    ...licensesOf(opam.licenses),
    ...requiresOf(
      requires.map(({ name, range, scope }) => ({
        name,
        ...(range !== undefined && { range }),
        ...(scope !== undefined && { scope }),
      })),
    ),
  };
}
