import type { Analyzer } from '#contract/analyzer.ts';
import { parseBoundedToml } from '../bounded-toml.ts';
import {
  fileHashes,
  identityOf,
  type LockedDistribution,
  lockObservations,
  tablesOf,
} from './locked-distribution.ts';
import { tryParseRequirement } from './requirement.ts';

/** pdm.lock: dependencies are specifiers (PEP 508); `groups` without `default` are for development. */
export const pdmLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-pdm-lock',
  revision: 2,
  title: 'Python distributions locked by pdm',
  claims: [{ basename: 'pdm.lock' }],
  *analyze(file) {
    yield* lockObservations(file, tablesOf(parseBoundedToml(file)['package']).flatMap(read));
  },
};

function read(fields: Readonly<Record<string, unknown>>): readonly LockedDistribution[] {
  const identity = identityOf(fields);
  if (identity === undefined) return [];
  const groups = fields['groups'];
  const dependencies = fields['dependencies'];
  return [
    {
      ...identity,
      flags: { dev: Array.isArray(groups) && groups.length > 0 && !groups.includes('default') },
      hashes: fileHashes(fields['files']),
      requires: (Array.isArray(dependencies) ? dependencies : []).flatMap((text) => {
        const requirement = typeof text === 'string' ? tryParseRequirement(text) : undefined;
        return requirement === undefined
          ? []
          : [{ name: requirement.name, range: requirement.range }];
      }),
    },
  ];
}
