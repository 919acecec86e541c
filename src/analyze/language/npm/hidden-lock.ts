import type { Analyzer } from '#contract/analyzer.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { dirname } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { scopesOf } from '../lock-graph.ts';
import { locationOf } from '../package-component.ts';

/**
 * node_modules/.package-lock.json, which npm writes beside what it installed: for every place whether it is needed for
 * development or optional only. The packages themselves are read where they stand.
 */
export const npmHiddenLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-hidden-lock',
  revision: 1,
  title: 'what installed npm packages are for',
  claims: [{ basename: '.package-lock.json' }],
  *analyze(file) {
    const lock = parseJson(file.text(), '.package-lock.json');
    const packages = isRecord(lock) && isRecord(lock['packages']) ? lock['packages'] : {};
    const root = dirname(dirname(file.path));
    const prefix = root === '/' ? '' : root;
    for (const [place, fields] of Object.entries(packages)) {
      const observation = isRecord(fields) && supplementOf(`${prefix}/${place}`, fields);
      if (observation !== false && observation !== undefined)
        yield { ...observation, location: locationOf(file) };
    }
  },
};

function supplementOf(
  directory: string,
  fields: Readonly<Record<string, unknown>>,
): Omit<Extract<Observation, { type: 'supplement' }>, 'location'> | undefined {
  const eitherWay = fields['devOptional'] === true;
  const facts = scopesOf({
    dev: fields['dev'] === true || eitherWay,
    optional: fields['optional'] === true || eitherWay,
    peer: fields['peer'] === true,
    bundled: fields['inBundle'] === true,
  });
  if (facts.scopes === undefined) return undefined;
  return { type: 'supplement', of: `${directory}/package.json`, facts };
}
