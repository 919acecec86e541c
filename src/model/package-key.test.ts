import { expect, test } from 'vitest';
import { packageKey } from './package-key.ts';

test.for([
  ['pypi', 'Zope.Interface', 'zope-interface'],
  ['pypi', 'a_-.b', 'a-b'],
  ['npm', '@Babel/Core', '@babel/core'],
  ['composer', 'Symfony/HTTP', 'symfony/http'],
  ['nuget', 'Newtonsoft.Json', 'newtonsoft.json'],
  ['golang', 'github.com/Azure/x/v2', 'github.com/Azure/x/v2'],
  ['cargo', 'serde_json', 'serde_json'],
  ['gem', 'RedCloth', 'RedCloth'],
  ['maven', 'org.Apache:Commons', 'org.Apache:Commons'],
  ['deb', 'libstdc++6', 'libstdc++6'],
] as const)('%s files %s under %s', ([ecosystem, name, expected]) => {
  expect(packageKey(ecosystem, name)).toBe(expected);
  expect(packageKey(ecosystem, expected)).toBe(expected);
});
