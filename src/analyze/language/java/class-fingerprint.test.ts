import { expect, test } from 'vitest';
import { binaryAnalyzers } from '../../binary/analyzers.ts';
import { componentsOf, observe, testFile } from '../../binary/testing/file.ts';
import { buildZip, type ZipInput } from '../../binary/testing/zip.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'java/archive') ?? expect.fail();

function descriptor(group: string, artifact: string, version: string): ZipInput {
  return {
    name: `META-INF/maven/${group}/${artifact}/pom.properties`,
    content: `version=${version}\n`,
  };
}

function describeJar(path: string, inputs: readonly ZipInput[]): readonly string[] {
  const { observations, error } = observe(analyzer, testFile(path, buildZip(inputs)));
  expect(error).toBeUndefined();
  return componentsOf(observations).map(
    ({ purl, presence, locations }) => `${purl} ${presence} ${locations[0].path}`,
  );
}

const shop = descriptor('com.example', 'shop', '1.2.0');
const jndi = { name: 'org/apache/logging/log4j/core/lookup/JndiLookup.class', content: 'x' };
const relocated = { ...jndi, name: `com/example/shaded/${jndi.name}` };
const databind = {
  name: 'com/fasterxml/jackson/databind/deser/BeanDeserializerFactory.class',
  content: 'x',
};
const log4j = 'pkg:maven/org.apache.logging.log4j/log4j-core';
const copies: readonly (readonly [string, string, readonly ZipInput[], readonly string[]])[] = [
  [
    'a copy without metadata',
    'shop-1.2.0.jar',
    [shop, jndi, databind],
    [
      'pkg:maven/com.example/shop@1.2.0 installed',
      `${log4j} embedded`,
      'pkg:maven/com.fasterxml.jackson.core/jackson-databind embedded',
    ],
  ],
  ['a relocated copy in a file of no name', 'app.jar', [relocated], [`${log4j} embedded`]],
  [
    'a copy of another version of a class',
    'app.jar',
    [{ ...jndi, name: `META-INF/versions/9/${jndi.name}` }, jndi],
    [`${log4j} embedded`],
  ],
  [
    'a copy with its descriptor',
    'app.jar',
    [shop, jndi, descriptor('org.apache.logging.log4j', 'log4j-core', '2.14.1')],
    ['pkg:maven/com.example/shop@1.2.0 embedded', `${log4j}@2.14.1 embedded`],
  ],
  ['the library itself', 'log4j-core-2.14.1.jar', [jndi], [`${log4j}@2.14.1 installed`]],
  ['the library without a version', 'log4j-core.jar', [jndi], [`${log4j} embedded`]],
  [
    'a name that only ends alike',
    'app.jar',
    [{ ...jndi, name: 'xlog4j/core/lookup/JndiLookup.class' }],
    [],
  ],
];

test.for(copies)('a class betrays %s', ([, file, inputs, expected]) => {
  expect(describeJar(`/lib/${file}`, inputs)).toEqual(
    expected.map((line) => `${line} /lib/${file}`),
  );
});
