import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { apkPackage } from './apk.ts';
import { debPackage } from './deb.ts';
import { rpmPackage } from './rpm.ts';

/** Package archives that lie in an image, in a package manager's cache or elsewhere: they are there, but not installed. */
export const packageArchives: Analyzer = {
  kind: 'analyzer',
  id: 'os/archives',
  revision: 1,
  title: 'package archives',
  claims: [{ suffix: '.deb' }, { suffix: '.udeb' }, { suffix: '.rpm' }, { suffix: '.apk' }],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const found = packageIn(file, scope);
  if (found === undefined) return;
  const { requires: _, provides: __, ...component } = found;
  yield { type: 'component', component: { ...component, presence: 'embedded' } };
}

function packageIn(file: FileView, scope: Scope): Component | undefined {
  const path = file.path.toLowerCase();
  if (path.endsWith('.rpm')) return rpmPackage(file, scope);
  return path.endsWith('.apk') ? apkPackage(file) : debPackage(file);
}
