import type { Component, LinkedCode } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import type { GoBuildInfo } from '../../binary/go-build-info.ts';
import type { GoFunctionNames } from '../../binary/go-function-names.ts';
import { goComponent } from './go-component.ts';
import { linkedCodeOf, type ModulePlaces } from './linked-code.ts';
import { stampedVersion } from './linker-flags.ts';
import { type GoModule, type GoModuleText, parseModuleText } from './module-text.ts';

/** What is linked into a program, by the name of the component it belongs to. */
type Linked = ReadonlyMap<string, LinkedCode>;

/**
 * The components of a Go program: the main module, every module compiled in, and the standard library in the version of the
 * toolchain. Build information is flat, so the main module depends on all of them. With the `names` of the functions that
 * the linker kept, every component tells which of its code is in the program.
 */
export function* observeGoProgram(
  info: GoBuildInfo,
  location: Location,
  names?: GoFunctionNames,
): Iterable<Observation> {
  const text = parseModuleText(info.modules);
  const linked = names && linkedCodeOf(names, placesOf(text, info.modules));
  const parts = new Map<string, Component>();
  const standardLibrary = { path: 'stdlib', version: toolchainVersion(info.goVersion) };
  for (const module of [standardLibrary, ...text.dependencies]) {
    const component = withLinked(goComponent(module, 'embedded', location), linked);
    parts.set(component.id, component);
  }
  const main = mainModule(text);
  const root = main && withLinked(goComponent(main, 'embedded', location), linked);
  if (root !== undefined) yield { type: 'component', component: root };
  for (const component of parts.values()) {
    if (component.id === root?.id) continue;
    yield { type: 'component', component };
    if (root === undefined) continue;
    const relation = { from: root.id, to: component.id, kind: 'depends-on' } as const;
    yield { type: 'relation', location, relation };
  }
}

function withLinked(component: Component, linked: Linked | undefined): Component {
  const code = linked?.get(component.name);
  return code === undefined ? component : { ...component, linked: code };
}

/** The linker calls the program's own package `main`; the build tells where it stands, unless single files were built. */
function placesOf({ main, dependencies }: GoModuleText, text: string): ModulePlaces {
  const all = main === undefined ? dependencies : [...dependencies, main];
  const modules = new Map(all.map(({ path, replaces }) => [replaces ?? path, path]));
  if (main === undefined) return { modules };
  const path = /^path\t([^\n\t]{1,512})$/m.exec(text)?.[1] ?? '';
  const isOwn = path === main.path || path.startsWith(`${main.path}/`);
  return { modules, main: { module: main.path, path: isOwn ? path : 'main' } };
}

/** `1.22.1` of `go1.22.1 X:boringcrypto`; empty for toolchains built from a working copy. */
function toolchainVersion(goVersion: string): string {
  return /^go(\d+(?:\.\d+)*(?:(?:rc|beta)\d+)?)/.exec(goVersion)?.[1] ?? '';
}

/**
 * The main module. Where its version is not stated, or made up from a commit without any tag before it, the version that the
 * build stamped in counts; else it stays empty, because a made-up one compares as older than every release.
 */
function mainModule(text: GoModuleText): GoModule | undefined {
  const { main } = text;
  if (main === undefined) return undefined;
  if (main.version !== '' && !main.version.startsWith('v0.0.0')) return main;
  return {
    path: main.path,
    version: stampedVersion(text.settings.get('-ldflags') ?? '', main.path),
  };
}
