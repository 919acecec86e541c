import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { comparatorOf } from '#version/scheme.ts';
import { locationOf, packageGap } from '../package-component.ts';
import { goComponent } from './go-component.ts';

const compare = comparatorOf('semver');
const maxModules = 100_000;

/**
 * go.sum: hashes of all module versions that were ever looked at. A line without `/go.mod` stands for a module whose code was
 * loaded; minimal version selection uses the highest of its versions. What of it counts is settled when the whole tree is
 * known: only a `go.mod` of Go 1.16 or before leaves modules out.
 */
export const goSumAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/go-sum',
  revision: 1,
  title: 'Go modules (go.sum)',
  claims: [{ basename: 'go.sum' }],
  analyze: observeSum,
};

function* observeSum(file: FileView): Iterable<Observation> {
  const found = new Map<string, { readonly version: string; readonly line: number }>();
  for (const [index, raw] of file.text().split('\n').entries()) {
    const match = /^(\S{1,256}) (v\d[\w.+-]{0,127}) h1:[A-Za-z0-9+/]{43}=\s*$/.exec(raw);
    if (match === null) continue;
    const [, path = '', version = ''] = match;
    const known = found.get(path);
    if (known === undefined && found.size >= maxModules) {
      yield packageGap(file, 'too-large', `go.sum has more than ${maxModules} modules`);
      break;
    }
    if (known === undefined || compare(version.slice(1), known.version.slice(1)) > 0)
      found.set(path, { version, line: index + 1 });
  }
  for (const [path, { version, line }] of found) {
    const component = goComponent({ path, version }, 'declared', { ...locationOf(file), line });
    yield { type: 'component', component };
  }
}
