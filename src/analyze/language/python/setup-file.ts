import type { Analyzer } from '#contract/analyzer.ts';
import { basename } from '#kit/path.ts';
import type { LockedDistribution } from './locked-distribution.ts';
import { lockObservations } from './locked-distribution.ts';
import { pinnedInList } from './pyproject.ts';

/**
 * setup.py and setup.cfg of setuptools: what `install_requires` and its kin pin with `==`. setup.py is a program that is read and
 * never run: only lists of plain text count.
 */
export const setupFileAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-setup',
  revision: 1,
  title: 'Python distributions that a setup.py or setup.cfg pins',
  claims: [{ basename: 'setup.py' }, { basename: 'setup.cfg' }],
  *analyze(file) {
    const text = file.text();
    const found = basename(file.path) === 'setup.cfg' ? fromConfiguration(text) : fromProgram(text);
    yield* lockObservations(file, found);
  },
};

const keys: ReadonlyMap<string, 'runtime' | 'dev' | 'build'> = new Map([
  ['install_requires', 'runtime'],
  ['tests_require', 'dev'],
  ['setup_requires', 'build'],
]);

/** `key =` in the section `[options]`, one specifier a line below it, or all of `[options.extras_require]`. */
function fromConfiguration(text: string): readonly LockedDistribution[] {
  const found: LockedDistribution[] = [];
  let section = '';
  let key = '';
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const pair = /^([\w.-]{1,100})\s*[=:]\s*(.*)$/.exec(line);
    if (line.startsWith('[')) section = line.slice(1, line.indexOf(']'));
    if (pair !== null) key = pair[1] ?? '';
    const use = useOf(section, key);
    if (use === undefined || /^\s*[#;]/.test(line)) continue;
    found.push(...pinnedInList([(pair?.[2] ?? line).trim()], flagsOf(use)));
  }
  return found;
}

type Use = 'runtime' | 'dev' | 'build' | 'optional';

function useOf(section: string, key: string): Use | undefined {
  if (section === 'options.extras_require') return 'optional';
  return section === 'options' ? keys.get(key) : undefined;
}

/** The text literals of the list behind `install_requires=`; a list that holds anything else ends there. */
function fromProgram(text: string): readonly LockedDistribution[] {
  const starts = text.matchAll(/\b(install_requires|tests_require|setup_requires)\s*=\s*\[/g);
  return [...starts].slice(0, maxLists).flatMap((match) => {
    const use = keys.get(match[1] ?? '') ?? 'runtime';
    return pinnedInList(literalsFrom(text, match.index + match[0].length), flagsOf(use));
  });
}

/** More lists are no set-up program. */
const maxLists = 20;
const maxListLength = 65_536;

function literalsFrom(text: string, start: number): readonly string[] {
  const found: string[] = [];
  const tokens = text
    .slice(start, start + maxListLength)
    .matchAll(/#[^\n]*|"([^"\n]*)"|'([^'\n]*)'|[\][]/g);
  for (const [token, double, single] of tokens) {
    if (token === ']' || token === '[') break;
    const literal = double ?? single;
    if (literal !== undefined) found.push(literal);
  }
  return found;
}

function flagsOf(use: Use) {
  return { [use]: true };
}
