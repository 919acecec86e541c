import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { isRecord } from '#kit/json.ts';
import type { Requirement } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { juliaFacts, uuidOf } from './julia-package.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `Project.toml` (Pkg, "Project.toml"): below `packages/NAME/SLUG/` of a depot it is that of an installed package, below
 * `share/julia/stdlib/` of a standard library, elsewhere of a project. What a project pins in `compat` is declared; the
 * other dependencies have their versions in the manifest.
 */
export const juliaProjectAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/julia-project',
  revision: 1,
  title: 'Julia packages and projects',
  claims: [{ basename: 'Project.toml' }, { basename: 'JuliaProject.toml' }],
  *analyze(file) {
    const document = parseBoundedToml(file);
    const uuid = uuidOf(document['uuid']);
    const name = textOf(document['name']);
    const place = placeOf(file.path, name ?? '');
    if (name !== undefined && uuid !== undefined) {
      const version = textOf(document['version']) ?? '';
      yield packageComponent(file, {
        ...juliaFacts({ name, uuid, version }, place === 'project' ? 'declared' : 'installed'),
        ...(place === 'library' && { scopes: ['bundled'] as const }),
        ...licensesOf([document['license']]),
        ...requiresOf(requirementsOf(document)),
      });
    }
    if (place === 'project') yield* pinned(file, document);
  },
};

function placeOf(path: string, name: string): 'package' | 'library' | 'project' {
  const match = /\/(packages|stdlib)\/([^/]+)\/([^/]+)\/[^/]+$/.exec(path.slice(-600));
  if (match?.[1] === 'packages' && match[2] === name && /^[A-Za-z0-9]{4,6}$/.test(match[3] ?? ''))
    return 'package';
  return match?.[1] === 'stdlib' && match[3] === name ? 'library' : 'project';
}

function requirementsOf(document: Fields): readonly Requirement[] {
  const deps = fieldsOf(document['deps']);
  const compat = fieldsOf(document['compat']);
  return Object.keys(deps).flatMap((key) => {
    const name = textOf(key);
    const range = textOf(Object.hasOwn(compat, key) ? compat[key] : undefined);
    return name === undefined ? [] : [{ name, ...(range !== undefined && { range }) }];
  });
}

/** `"=1.2.3"` in `compat` allows one version only. */
function* pinned(file: FileView, document: Fields): Iterable<Observation> {
  const compat = fieldsOf(document['compat']);
  for (const [key, value] of Object.entries(fieldsOf(document['deps']))) {
    const name = textOf(key);
    const uuid = uuidOf(value);
    const range = textOf(Object.hasOwn(compat, key) ? compat[key] : undefined) ?? '';
    const version = /^\s*=\s*(\d+\.\d+\.\d+[0-9A-Za-z.+-]*)\s*$/.exec(range)?.[1];
    if (name === undefined || uuid === undefined || version === undefined) continue;
    yield packageComponent(file, {
      ...juliaFacts({ name, uuid, version }, 'declared'),
      direct: true,
    });
  }
}

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
