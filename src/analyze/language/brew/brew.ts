import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Requirement } from '#model/component.ts';
import { formatPurl } from '#model/purl.ts';
import { linesOf } from '../../os/lines.ts';
import { licenseOf } from '../license.ts';
import {
  locationOf,
  type PackageFacts,
  packageComponent,
  packageGap,
  requiresOf,
  textOf,
} from '../package-component.ts';

const cellar = /\/Cellar\/([^/]+)\/([^/]+)\/(?:[^/]+|\.brew\/[^/]+)$/;

/**
 * What Homebrew poured or built: `Cellar/NAME/VERSION/INSTALL_RECEIPT.json` (Homebrew, class Tab). The directory gives name
 * and version with its revision (`1.6_1`).
 */
export const brewReceiptAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/brew-receipt',
  revision: 1,
  title: 'Homebrew formulae',
  claims: [{ basename: 'INSTALL_RECEIPT.json' }],
  *analyze(file) {
    const match = cellar.exec(file.path.slice(-600));
    const name = textOf(match?.[1]);
    const version = textOf(match?.[2]);
    if (name === undefined || version === undefined) return;
    const formula = { name, version, presence: 'installed' } as const;
    try {
      const receipt = parseJson(file.text(), 'the receipt');
      yield packageComponent(file, receiptFacts(formula, isRecord(receipt) ? receipt : {}));
    } catch (error) {
      if (!(error instanceof CaissonError)) throw error;
      // The directory already says what is installed.
      yield packageComponent(file, brewFacts({ ...formula, tap: '' }));
      yield packageGap(file, 'malformed', error.message);
    }
  },
};

function receiptFacts(
  formula: Omit<Formula, 'tap'>,
  fields: Readonly<Record<string, unknown>>,
): PackageFacts {
  const source = isRecord(fields['source']) ? fields['source'] : {};
  const direct = fields['installed_on_request'];
  return {
    ...brewFacts({ ...formula, tap: textOf(source['tap']) ?? '' }),
    ...(typeof direct === 'boolean' && { direct }),
    ...requiresOf(requirements(fields['runtime_dependencies'])),
  };
}

/** The formula that was installed, `Cellar/NAME/VERSION/.brew/NAME.rb`: its licence. */
export const brewFormulaAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/brew-formula',
  revision: 1,
  title: 'licences of Homebrew formulae',
  claims: [{ directory: '.brew/', suffix: '.rb' }],
  *analyze(file) {
    const name = textOf(cellar.exec(file.path.slice(-600))?.[1]);
    if (name === undefined) return;
    for (const line of linesOf(file.text())) {
      const license = licenseOf(formulaLicense(line));
      if (license === undefined) continue;
      yield {
        type: 'license',
        location: locationOf(file),
        ecosystem: 'brew',
        package: name,
        licenses: [license],
      };
      return;
    }
  },
};

/** Applications: `Caskroom/TOKEN/.metadata/VERSION/TIME/Casks/TOKEN.json` or `.rb`. */
export const brewCaskAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/brew-cask',
  revision: 1,
  title: 'Homebrew casks',
  claims: [
    { directory: 'Casks/', suffix: '.json' },
    { directory: 'Casks/', suffix: '.rb' },
  ],
  *analyze(file) {
    const match =
      /\/Caskroom\/([^/]+)\/\.metadata\/([^/]+)\/[^/]+\/Casks\/([^/]+)\.(?:json|rb)$/.exec(
        file.path.slice(-800),
      );
    const name = textOf(match?.[1]);
    const version = textOf(match?.[2]);
    if (name === undefined || version === undefined || match?.[3] !== name) return;
    yield packageComponent(
      file,
      brewFacts({ name, version, presence: 'installed', tap: 'homebrew/cask' }),
    );
  },
};

/** `license "MIT"`, `license any_of: ["MIT", "ISC"]`, `license all_of: […]`, on one line. */
function formulaLicense(line: string): string | undefined {
  const value = /^\s*license\s+(.{1,400})$/.exec(line.slice(0, 500))?.[1];
  if (value === undefined) return undefined;
  const texts = [...value.matchAll(/"([^"]{1,100})"/g)].map(({ 1: text = '' }) => text);
  return texts.length > 1 ? texts.join(value.includes('all_of') ? ' AND ' : ' OR ') : texts[0];
}

function* requirements(value: unknown): Iterable<Requirement> {
  for (const entry of Array.isArray(value) ? value.filter(isRecord) : []) {
    const name = textOf(entry['full_name']);
    const version = textOf(entry['pkg_version']) ?? textOf(entry['version']);
    if (name === undefined) continue;
    yield {
      name: name.slice(name.lastIndexOf('/') + 1),
      ...(version !== undefined && { range: `>= ${version}` }),
    };
  }
}

interface Formula {
  readonly name: string;
  readonly version: string;
  readonly presence: PackageFacts['presence'];
  readonly tap: string;
}

/** `pkg:brew/NAME@VERSION`; other taps than Homebrew's own are the namespace. */
function brewFacts({ name, version, presence, tap }: Formula): PackageFacts {
  const isOwn = tap === '' || tap === 'homebrew/core' || tap === 'homebrew/cask';
  const purl = formatPurl({ type: 'brew', ...(!isOwn && { namespace: tap }), name, version });
  return { purl, name, version, ecosystem: 'brew', presence };
}
