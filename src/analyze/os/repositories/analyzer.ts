import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { basename } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { Budget } from '../bounds.ts';
import { apkRepositories } from './apk.ts';
import { aptLines, aptStanzas } from './apt.ts';
import { dnfHistory, dnfState, dnfVariable, yumOrigin } from './dnf.ts';
import { contentSets } from './red-hat.ts';
import { enabledServices } from './ubuntu-pro.ts';

type Reader = (file: FileView) => Iterable<string>;

const dnfHistories = [
  '/var/lib/dnf/history.sqlite',
  '/usr/lib/sysimage/libdnf5/transaction_history.sqlite',
];
const files: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...dnfHistories.map((path) => [path, dnfHistory] as const),
  ['/usr/lib/sysimage/libdnf5/nevras.toml', dnfState],
  ['/etc/dnf/vars/releasever', dnfVariable],
  ['/etc/yum/vars/releasever', dnfVariable],
  ['/etc/apk/repositories', apkRepositories],
  ['/var/lib/ubuntu-advantage/status.json', enabledServices],
  ['/etc/apt/sources.list', aptLines],
]);
const directories: readonly (readonly [string, string, Reader])[] = [
  ['/root/buildinfo/content_manifests/', '.json', contentSets],
  ['/usr/share/buildinfo/content_manifests/', '.json', contentSets],
  ['/etc/apk/repositories.d/', '.list', apkRepositories],
  ['/lib/apk/repositories.d/', '.list', apkRepositories],
  ['/etc/apt/sources.list.d/', '.list', aptLines],
  ['/etc/apt/sources.list.d/', '.sources', aptStanzas],
];

/** Repositories that packages of an artifact were installed from: they tell which advisories apply to them. */
export const repositoriesAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'os/repositories',
  revision: 1,
  title: 'package repositories',
  claims: [
    ...[...files.keys()].map((path) => ({ path })),
    ...directories.map(([directory, suffix]) => ({ directory, suffix })),
    { basename: 'from_repo' },
  ],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const reader = readerOf(file.path);
  if (reader === undefined || file.size === 0) return;
  const budget = new Budget(Math.min(scope.limits.maxEntries, maxNames));
  const names = new Set<string>();
  for (const name of reader(file)) {
    budget.spend(1);
    if (isName(name)) names.add(name);
  }
  if (names.size > 0)
    yield { type: 'repositories', location: { path: file.path }, names: [...names].sort() };
}

/** Entries of one file, repeated ones too: histories name a repository for each package. */
const maxNames = 100_000;

function readerOf(path: string): Reader | undefined {
  const known = files.get(path);
  if (known !== undefined) return known;
  if (basename(path) === 'from_repo')
    return path.startsWith('/var/lib/yum/yumdb/') ? yumOrigin : undefined;
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  return directories.find(
    ([directory, suffix]) => parent === directory && path.endsWith(suffix),
  )?.[2];
}

/** Packages given by hand (`@commandline`) and those that were there before (`@System`) have no repository. */
function isName(name: string): boolean {
  return name.length <= 1024 && /^[^\s@\p{C}][^\p{C}]*$/u.test(name);
}
