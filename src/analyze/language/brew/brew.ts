import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { formatPurl } from '#model/purl.ts';
import { linesOf } from '../../os/lines.ts';
import { licenseOf } from '../license.ts';
import {
  locationOf,
  type PackageFacts,
  packageComponent,
  packageGap,
  textOf,
} from '../package-component.ts';
import { placedComponent } from '../tools/placed-component.ts';

const cellar = /^(.*\/Cellar)\/([^/]+)\/([^/]+)\/(?:[^/]+|\.brew\/[^/]+)$/;

/**
 * What Homebrew poured or built: `Cellar/NAME/VERSION/INSTALL_RECEIPT.json` (Homebrew, class Tab). The directory gives name
 * and version with its revision (`1.6_1`), and is the place of the component, as it is for the formula beside it.
 */
export const brewReceiptAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/brew-receipt',
  revision: 1,
  title: 'Homebrew formulae',
  claims: [{ basename: 'INSTALL_RECEIPT.json' }],
  *analyze(file) {
    const keg = kegOf(file.path);
    if (keg === undefined) return;
    const seen = placed(file, keg);
    yield seen;
    try {
      const receipt = parseJson(file.text(), 'the receipt');
      const fields = isRecord(receipt) ? receipt : {};
      const direct = fields['installed_on_request'];
      if (typeof direct === 'boolean')
        yield {
          type: 'supplement',
          location: locationOf(file),
          of: seen.component.locations[0].path,
          facts: { direct },
        };
      for (const to of dependencies(keg.cellar, fields['runtime_dependencies']))
        yield {
          type: 'relation',
          location: locationOf(file),
          relation: {
            from: seen.component.id,
            to: placed(file, to).component.id,
            kind: 'depends-on',
          },
        };
    } catch (error) {
      if (!(error instanceof CaissonError)) throw error;
      // The directory already says what is installed.
      yield packageGap(file, 'malformed', error.message);
    }
  },
};

/** The formula that was installed, `Cellar/NAME/VERSION/.brew/NAME.rb`: the same component, and its licence. */
export const brewFormulaAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/brew-formula',
  revision: 1,
  title: 'installed Homebrew formulae',
  claims: [{ directory: '.brew/', suffix: '.rb' }],
  *analyze(file) {
    const keg = kegOf(file.path);
    if (keg === undefined) return;
    yield placed(file, keg);
    for (const line of linesOf(file.text())) {
      const license = licenseOf(formulaLicense(line));
      if (license === undefined) continue;
      yield {
        type: 'license',
        location: locationOf(file),
        ecosystem: 'brew',
        package: keg.name,
        licenses: [license],
      };
      return;
    }
  },
};

/** One version of a formula in the cellar. */
interface Keg {
  readonly cellar: string;
  readonly name: string;
  readonly version: string;
}

function kegOf(path: string): Keg | undefined {
  const match = cellar.exec(path);
  const name = textOf(match?.[2]);
  const version = textOf(match?.[3]);
  if (name === undefined || version === undefined) return undefined;
  return { cellar: match?.[1] ?? '', name, version };
}

function placed(file: FileView, { cellar: home, name, version }: Keg): ComponentObservation {
  return placedComponent(file, `${home}/${name}/${version}`, brewFacts(name, version));
}

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
    yield packageComponent(file, brewFacts(name, version));
  },
};

/** `license "MIT"`, `license any_of: ["MIT", "ISC"]`, `license all_of: […]`, on one line. */
function formulaLicense(line: string): string | undefined {
  const value = /^\s*license\s+(.{1,400})$/.exec(line.slice(0, 500))?.[1];
  if (value === undefined) return undefined;
  const texts = [...value.matchAll(/"([^"]{1,100})"/g)].map(({ 1: text = '' }) => text);
  return texts.length > 1 ? texts.join(value.includes('all_of') ? ' AND ' : ' OR ') : texts[0];
}

/** More dependencies of one formula are not read. */
const maxDependencies = 2000;

/** The versions that a formula was built against; names of other taps have the tap in front. */
function* dependencies(home: string, value: unknown): Iterable<Keg> {
  const entries = Array.isArray(value) ? value.filter(isRecord) : [];
  for (const entry of entries.slice(0, maxDependencies)) {
    const name = textOf(entry['full_name']);
    const version = textOf(entry['pkg_version']) ?? textOf(entry['version']);
    if (name === undefined || version === undefined || name.endsWith('/')) continue;
    yield { cellar: home, name: name.slice(name.lastIndexOf('/') + 1), version };
  }
}

/** `pkg:brew/NAME@VERSION`, as Syft writes it. */
function brewFacts(name: string, version: string): PackageFacts {
  const purl = formatPurl({ type: 'brew', name, version });
  return { purl, name, version, ecosystem: 'brew', presence: 'installed' };
}
