import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analyzer, Claim } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { Observation } from '#model/observation.ts';
import { executableMagics } from '../binary/executable-format.ts';
import { catalogueRevision, textNames } from './catalogue.gen.ts';
import { parseCatalogue } from './catalogue.ts';
import { observeProduct } from './component.ts';
import { kindOf } from './file-kind.ts';
import { indexNames, type NameIndex } from './name-index.ts';
import { recognise } from './recognise.ts';

/** Raised when the code, and not the catalogue, changes what is recognised. */
const codeRevision = 1;
const headBytes = 512;

/**
 * Analyzers that recognise software no package manager installed, from its programs and from the files that state its
 * version. `dataDirectory` holds `catalog/software.json`, which is read once, when the first program shows up.
 */
export function createSoftwareAnalyzers(
  dataDirectory: string,
): readonly [programs: Analyzer, texts: Analyzer] {
  const catalogue = new Catalogue(join(dataDirectory, 'catalog', 'software.json'));
  const revision = catalogueRevision + codeRevision;
  return [
    {
      kind: 'analyzer',
      id: 'software/program',
      revision,
      title: 'Products recognised by their programs and libraries',
      claims: executableMagics.map((magic) => ({ magic })),
      analyze: (file, scope) => analyze(file, catalogue, true, scope),
    },
    {
      kind: 'analyzer',
      id: 'software/text',
      revision,
      title: 'Products recognised by scripts and version files',
      claims: textNames.map(claimOf),
      analyze: (file, scope) => analyze(file, catalogue, false, scope),
    },
  ];
}

class Catalogue {
  readonly #path: string;
  #index: NameIndex | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get index(): NameIndex {
    this.#index ??= indexNames(parseCatalogue(parseJson(this.#read(), 'the software catalogue')));
    return this.#index;
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch (cause) {
      throw new CaissonError('host.io', `cannot read ${quote(this.#path)}`, { cause });
    }
  }
}

function* analyze(
  file: FileView,
  catalogue: Catalogue,
  isProgram: boolean,
  scope: Scope,
): Iterable<Observation> {
  const records = catalogue.index(file.path);
  if (records.length === 0) return;
  const kind = kindOf(file.read(0, headBytes));
  if (kind === undefined || isProgram === (kind === 'script' || kind === 'text')) return;
  for (const recognition of recognise(file, kind, records, scope))
    yield* observeProduct(recognition, file);
}

function claimOf(name: string): Claim {
  const at = name.lastIndexOf('/') + 1;
  return at === 0 ? { basename: name } : { directory: name.slice(0, at), suffix: name.slice(at) };
}
