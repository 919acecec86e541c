import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { basename } from '#kit/path.ts';
import type { Requirement, Scope } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { formatPurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import {
  type PackageFacts,
  packageComponent,
  packageGap,
  requiresOf,
  textOf,
} from '../package-component.ts';
import { requirementOf } from '../tools/requirement.ts';
import { type LuaValue, readLuaData } from './table-reader.ts';

/**
 * `*.rockspec` (LuaRocks, "Rockspec format"): in `rocks-5.4/NAME/VERSION/` of a tree it is that of an installed rock,
 * elsewhere of a project. `rock_manifest` beside it only lists files.
 */
export const rockspecAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/lua-rockspec',
  revision: 1,
  title: 'Lua rocks',
  claims: [{ suffix: '.rockspec' }],
  *analyze(file, scope) {
    const data = readLuaData(file.text(), scope.limits.maxDepth);
    const name = textOf(data.get('package'));
    const version = textOf(data.get('version'));
    if (name === undefined || version === undefined) {
      yield packageGap(file, 'malformed', 'the rockspec computes its name or version');
      return;
    }
    const isInstalled = /\/rocks(?:-[0-9.]+)?\/[^/]+\/[^/]+\/[^/]+$/.test(file.path.slice(-600));
    yield packageComponent(file, {
      ...rockFacts(name, version, isInstalled ? 'installed' : 'declared'),
      ...licensesOf([fieldOf(data.get('description'), 'license')]),
      ...requiresOf([
        ...requirements(data.get('dependencies')),
        ...requirements(data.get('build_dependencies'), 'build'),
      ]),
    });
  },
};

/** `luarocks.lock`: `return { dependencies = { ["NAME"] = "VERSION" } }`. */
export const luarocksLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/lua-luarocks-lock',
  revision: 1,
  title: 'Lua rocks locked by LuaRocks',
  claims: [{ basename: 'luarocks.lock' }],
  *analyze(file, scope) {
    const lock = readLuaData(file.text(), scope.limits.maxDepth).get('return');
    yield* locked(file, fieldOf(lock, 'dependencies'));
    yield* locked(file, fieldOf(lock, 'build_dependencies'), 'build');
    yield* locked(file, fieldOf(lock, 'test_dependencies'), 'dev');
  },
};

function* locked(
  file: FileView,
  value: LuaValue | undefined,
  scope?: Scope,
): Iterable<Observation> {
  if (typeof value !== 'object') return;
  for (const [key, locked] of value.fields) {
    const name = textOf(key);
    const version = textOf(locked);
    if (name !== undefined && version !== undefined && name !== 'lua')
      yield packageComponent(file, {
        ...rockFacts(name, version, 'declared'),
        ...(scope !== undefined && { scopes: [scope] }),
      });
  }
}

/** purl-spec, luarocks: name and user are lower case; the version has its rockspec revision behind a hyphen. */
function rockFacts(
  written: string,
  version: string,
  presence: PackageFacts['presence'],
): PackageFacts {
  const slash = written.lastIndexOf('/');
  const purl = formatPurl({
    type: 'luarocks',
    ...(slash > 0 && { namespace: written.slice(0, slash) }),
    name: basename(written),
    version,
  });
  return { purl, name: written, version, ecosystem: 'luarocks', presence };
}

/** `"lpeg >= 1.0, < 2"`; Lua itself is no rock. */
function* requirements(value: LuaValue | undefined, scope?: Scope): Iterable<Requirement> {
  if (typeof value !== 'object') return;
  for (const item of value.items) {
    const match = /^\s*([\w./-]{1,200})\s*(.{0,200})$/.exec(typeof item === 'string' ? item : '');
    const name = match?.[1];
    if (name !== undefined && name !== 'lua') yield requirementOf(name, match?.[2]?.trim(), scope);
  }
}

function fieldOf(value: LuaValue | undefined, name: string): LuaValue | undefined {
  return typeof value === 'object' ? value.fields.get(name) : undefined;
}
