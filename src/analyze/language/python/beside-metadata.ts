import type { Analyzer } from '#contract/analyzer.ts';
import { basename, dirname } from '#kit/path.ts';
import { locationOf, requiresOf } from '../package-component.ts';
import { environmentOf, requirementsOf } from './requirement.ts';
import { requiresText } from './requires-text.ts';

/** The empty file by which installers note that a person asked for a distribution (PEP 376, `REQUESTED`). */
export const pythonRequestedAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-requested',
  revision: 1,
  title: 'Python distributions that were asked for',
  claims: [{ basename: 'REQUESTED' }],
  *analyze(file) {
    const directory = dirname(file.path);
    if (!directory.endsWith('.dist-info')) return;
    const of = `${directory}/METADATA`;
    yield { type: 'supplement', location: locationOf(file), of, facts: { direct: true } };
  },
};

/** `NAME.egg-info/requires.txt`, where old installations keep what a distribution asks for; also below `EGG-INFO`. */
export const eggRequiresAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-egg-requires',
  revision: 1,
  title: 'dependencies of Python eggs',
  claims: [{ basename: 'requires.txt' }],
  *analyze(file) {
    const directory = dirname(file.path);
    if (!directory.endsWith('.egg-info') && basename(directory) !== 'EGG-INFO') return;
    const asked = requirementsOf(requiresText(file.text()), environmentOf(file.path));
    const of = `${directory}/PKG-INFO`;
    yield { type: 'supplement', location: locationOf(file), of, facts: requiresOf(asked) };
  },
};
