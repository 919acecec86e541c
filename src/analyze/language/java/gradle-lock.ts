import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { basename } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { locationOf } from '../package-component.ts';
import { javaComponent } from './coordinates.ts';

/**
 * Reads Gradle's lock files: lines `group:artifact:version=configuration,…` (Gradle manual, "Locking Versions"). What only
 * test configurations need is for development; a build script's own dependencies are for the build.
 */
export const gradleLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'java/gradle-lock',
  revision: 1,
  title: 'Gradle lock files',
  claims: [{ basename: 'gradle.lockfile' }, { basename: 'buildscript-gradle.lockfile' }],
  analyze: observeLock,
};

function* observeLock(file: FileView): Iterable<Observation> {
  const isBuild = basename(file.path).startsWith('buildscript-');
  const seen = new Set<string>();
  for (const [index, line] of file.text().split('\n').entries()) {
    const component = componentOf(line, { ...locationOf(file), line: index + 1 }, isBuild);
    if (component === undefined || seen.has(component.id)) continue;
    seen.add(component.id);
    yield { type: 'component', component };
  }
}

function componentOf(line: string, location: Location, isBuild: boolean): Component | undefined {
  const match = /^([^\s:=#]{1,256}):([^\s:=]{1,256}):([^\s:=]{1,256})=(\S*)\s*$/.exec(line);
  if (match === null) return undefined;
  const [, group = '', artifact = '', version = '', configurations = ''] = match;
  const component = javaComponent({ group, artifact, version }, 'declared', location);
  if (isBuild) return { ...component, scopes: ['build'] };
  return isForTests(configurations) ? { ...component, scopes: ['dev'] } : component;
}

function isForTests(configurations: string): boolean {
  const names = configurations.split(',').filter((name) => name !== '');
  return (
    names.length > 0 && names.every((name) => /^(?:test|integrationTest)|Test[A-Z]/.test(name))
  );
}
