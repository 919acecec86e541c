import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { basename } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { linesOf } from '../../os/lines.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import { LockGraph } from '../lock-graph.ts';
import { plainJson } from '../npm/jsonc.ts';
import { runtimeFacts } from './runtime.ts';

/** More lines of such a file are not read. */
const maxLines = 1000;

/** Files of one runtime: each line that is no comment is a version, the first one the preferred. */
const singleFiles: ReadonlyMap<string, string> = new Map([
  ['.nvmrc', 'nodejs'],
  ['.node-version', 'nodejs'],
  ['.python-version', 'python'],
  ['.ruby-version', 'ruby'],
  ['.java-version', 'openjdk'],
  ['.php-version', 'php'],
  ['.go-version', 'go'],
  ['.terraform-version', 'terraform'],
  ['.deno-version', 'deno'],
  ['.bun-version', 'bun'],
  ['.perl-version', 'perl'],
]);

/** Version files of nvm, nodenv, pyenv, rbenv, jenv, phpenv, goenv and tfenv. Aliases (`lts/*`) name no version. */
export const versionFileAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-version-file',
  revision: 1,
  title: 'runtimes that a version file asks for',
  claims: [...singleFiles.keys()].map((name) => ({ basename: name })),
  *analyze(file) {
    const tool = singleFiles.get(basename(file.path));
    if (tool === undefined) return;
    yield* observationsOf(
      file,
      wordLines(file).map(({ line, words: [version = ''] }) => ({
        line,
        tool: flavour(tool, version),
        version,
      })),
    );
  },
};

/** `.tool-versions` of asdf and mise: a tool and its versions on each line. */
export const toolVersionsAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-asdf',
  revision: 1,
  title: 'tools that asdf installs',
  claims: [{ basename: '.tool-versions' }],
  *analyze(file) {
    yield* observationsOf(
      file,
      wordLines(file).flatMap(({ line, words: [tool = '', ...versions] }) =>
        versions.map((version) => ({ line, tool, version })),
      ),
    );
  },
};

/**
 * `mise.toml`, table `tools`: a version, a list of them, or a table with `version`. Names with a backend (`npm:x`) are
 * packages of others and left out.
 */
export const miseAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-mise',
  revision: 1,
  title: 'tools that mise installs',
  claims: [{ basename: 'mise.toml' }, { basename: '.mise.toml' }, { basename: 'mise.local.toml' }],
  *analyze(file) {
    const tools = parseBoundedToml(file)['tools'];
    const entries = Object.entries(isRecord(tools) ? tools : {}).flatMap(([tool, value]) =>
      versionsOf(value).map((version) => ({ tool: tool.replace(/^core:/, ''), version })),
    );
    yield* observationsOf(file, entries.slice(0, maxLines));
  },
};

/** `global.json`: the SDK of .NET. */
export const globalJsonAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-global-json',
  revision: 1,
  title: 'the .NET SDK that a project asks for',
  claims: [{ basename: 'global.json' }],
  *analyze(file) {
    const document = parseJson(plainJson(file.text()), 'global.json');
    const sdk = isRecord(document) ? document['sdk'] : undefined;
    const version = isRecord(sdk) ? sdk['version'] : undefined;
    if (typeof version === 'string') yield* observationsOf(file, [{ tool: 'dotnet-sdk', version }]);
  },
};

/** `.sdkmanrc` of SDKMAN: `java=17.0.9-tem`. */
export const sdkmanAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/tools-sdkman',
  revision: 1,
  title: 'tools that SDKMAN installs',
  claims: [{ basename: '.sdkmanrc' }],
  *analyze(file) {
    yield* observationsOf(
      file,
      wordLines(file).flatMap(({ line, words: [word = ''] }) => {
        const [tool = '', version = ''] = word.split('=', 2);
        return [{ line, tool, version: version.replace(/-[a-z]{2,10}$/, '') }];
      }),
    );
  },
};

interface Wanted {
  readonly tool: string;
  readonly version: string;
  readonly line?: number;
}

function* observationsOf(file: FileView, wanted: readonly Wanted[]): Iterable<Observation> {
  const graph = new LockGraph();
  for (const { tool, version, line } of wanted) {
    const facts = runtimeFacts(tool, version);
    if (facts !== undefined) graph.add(facts, line);
  }
  yield* graph.observations(file);
}

interface WordLine {
  readonly line: number;
  readonly words: readonly string[];
}

function wordLines(file: FileView): readonly WordLine[] {
  const found: WordLine[] = [];
  let line = 0;
  for (const raw of linesOf(file.text())) {
    line += 1;
    if (line > maxLines) break;
    const text = raw.slice(0, 1000).split('#', 1)[0]?.trim() ?? '';
    if (text !== '') found.push({ line, words: text.split(/\s+/) });
  }
  return found;
}

/** Other implementations stand in the same file: `pypy3.10-7.3.13`, `jruby-9.4.5.0`. */
function flavour(tool: string, version: string): string {
  const other = /^(pypy|jruby|truffleruby|miniconda|anaconda|graalpy|mambaforge|miniforge)/.exec(
    version.slice(0, 40),
  )?.[1];
  return other ?? tool;
}

function versionsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value))
    return value.slice(0, 100).flatMap((item) => (Array.isArray(item) ? [] : versionsOf(item)));
  return isRecord(value) && typeof value['version'] === 'string' ? [value['version']] : [];
}
