import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Component, componentId } from '#model/component.ts';
import { binaryAnalyzers } from '../../binary/analyzers.ts';
import { withoutToldTwice } from '../../binary/doubles.ts';
import { componentsOf, observe, testFile } from '../../binary/testing/file.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'java/runtime') ?? expect.fail();
const path = '/opt/java/release';

function read(text: string): readonly Component[] {
  return componentsOf(observe(analyzer, testFile(path, text)).observations);
}

const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'Temurin',
    'IMPLEMENTOR="Eclipse Adoptium"\nIMPLEMENTOR_VERSION="Temurin-17.0.9+9"\nJAVA_RUNTIME_VERSION="17.0.9+9"\nJAVA_VERSION="17.0.9"\nMODULES="java.base"\n',
    'pkg:generic/temurin@17.0.9%2B9',
    ['eclipse:temurin:17.0.9:*', 'oracle:openjdk:17.0.9:*'],
  ],
  [
    'a build of a distribution',
    'IMPLEMENTOR="Debian"\nJAVA_RUNTIME_VERSION="17.0.15+6-Debian-1deb12u1"\nJAVA_VERSION="17.0.15"\n',
    'pkg:generic/openjdk@17.0.15%2B6',
    ['oracle:openjdk:17.0.15:*'],
  ],
  [
    'Corretto 8',
    'JAVA_VERSION="1.8.0_392"\r\nIMPLEMENTOR="Amazon.com Inc."\r\n',
    'pkg:generic/corretto@1.8.0_392',
    ['amazon:corretto:8:update392', 'oracle:openjdk:8:update392'],
  ],
  [
    "Oracle's own",
    'BUILD_TYPE="commercial"\nIMPLEMENTOR="Oracle Corporation"\nJAVA_VERSION="21.0.1"\n',
    'pkg:generic/jdk@21.0.1',
    ['oracle:jdk:21.0.1:*'],
  ],
  [
    'GraalVM',
    'GRAALVM_VERSION="22.3.0"\nJAVA_VERSION="17.0.5"\nIMPLEMENTOR="GraalVM Community"\n',
    'pkg:generic/graalvm@22.3.0',
    ['oracle:graalvm:22.3.0:*'],
  ],
  [
    'a bare version',
    'JAVA_VERSION=11.0.2\n',
    'pkg:generic/openjdk@11.0.2',
    ['oracle:openjdk:11.0.2:*'],
  ],
];

test.for(cases)('knows %s', ([, text, purl, cpes]) => {
  expect(read(text)).toMatchObject([
    {
      purl,
      presence: 'installed',
      technique: 'manifest-analysis',
      cpes: cpes.map((name) => `cpe:2.3:a:${name}:*:*:*:*:*:*`),
    },
  ]);
});

test.for(['NAME=Debian\nVERSION=12\n', 'JAVA_VERSION="$(rm)"\n', ''])(
  'another file of that name is none: %j',
  (text) => {
    expect(read(text)).toEqual([]);
  },
);

test('the virtual machine of a runtime with a release file is not told a second time', () => {
  const runtime = read('JAVA_VERSION="17.0.9"\n');
  function machine(at: string): Component {
    const purl = 'pkg:generic/openjdk@17.0.9';
    return {
      id: componentId(purl, at),
      purl,
      name: 'openjdk',
      version: '17.0.9',
      ecosystem: 'generic',
      presence: 'installed',
      locations: [{ path: at }],
      technique: 'binary-analysis',
    };
  }
  const other = machine('/srv/jre/lib/server/libjvm.so');

  expect(
    withoutToldTwice([...runtime, machine('/opt/java/jre/lib/amd64/server/libjvm.so'), other]),
  ).toEqual([...runtime, other]);
});

test('any text gives input and limit errors only', () => {
  const line = fc.tuple(fc.constantFrom('JAVA_VERSION', 'IMPLEMENTOR', 'X'), fc.string());
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map(([key, value]) => `${key}="${value}"`).join('\n');
      expect(() => read(text)).not.toThrow();
    }),
  );
});
