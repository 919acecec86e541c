import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import type { MakeFault } from '../checks.ts';
import { isSample } from '../sample.ts';
import { judgeAccounts } from './judge.ts';
import { judgePasswordFile } from './password-file.ts';
import { type AccountSource, accountSources } from './source.ts';

/** Largest file that is read for accounts; dumps of databases may be larger and are then a gap. */
const maxBytes = 8 * 2 ** 20;

/** Reads files that hold accounts and proves which passwords can be guessed. */
export function accountAnalyzer(make: MakeFault, revision: number): Analyzer {
  return {
    kind: 'analyzer',
    id: 'credential/accounts',
    revision,
    title: 'accounts and passwords',
    claims: accountSources.flatMap(({ claims }) => claims),
    analyze: (file) => analyze(file, make),
  };
}

function* analyze(file: FileView, make: MakeFault): Iterable<Observation> {
  if (isSample(file.path)) return;
  const sources = accountSources.filter(({ path }) => path.test(file.path));
  if (sources.length === 0 || file.size === 0) return;
  if (file.size > maxBytes)
    throw new CaissonError('limit.size', 'the file is too large to be searched for accounts');
  for (const source of sources) yield* read(source, file, make);
}

function* read(source: AccountSource, file: FileView, make: MakeFault): Iterable<Observation> {
  const text = file.text();
  const { title, service, system = false } = source;
  const accounts = source.read(text, file.path, file.bytes());
  const holding = {
    title,
    path: file.path,
    system,
    accounts,
    ...(service !== undefined && { service }),
  };
  yield* judgeAccounts(holding, make);
  if (file.path.endsWith('/etc/passwd')) yield* judgePasswordFile(text, file.path, make);
}
