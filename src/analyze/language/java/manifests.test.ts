import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { binaryAnalyzers, binaryLinkers } from '../../binary/analyzers.ts';
import { componentsOf, edgesOf, observe, testFile } from '../../binary/testing/file.ts';

const pom = binaryAnalyzers.find(({ id }) => id === 'java/pom') ?? expect.fail();
const gradle = binaryAnalyzers.find(({ id }) => id === 'java/gradle-lock') ?? expect.fail();
const linker = binaryLinkers.find(({ id }) => id === 'java/maven') ?? expect.fail();

function dependency(group: string, artifact: string, rest: string): string {
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${rest}</dependency>`;
}

const project = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>7</version></parent>
  <artifactId>shop</artifactId>
  <properties><spring>5.3.\${patch}</spring><patch>20</patch><loop>\${loop}</loop></properties>
  <dependencyManagement><dependencies>
    ${dependency('org.managed', 'lib', '<version>2.0</version><scope>test</scope>')}
  </dependencies></dependencyManagement>
  <dependencies>
    ${dependency('org.springframework', 'spring-core', '<version>${spring}</version>')}
    ${dependency('${project.groupId}', 'core', '<version>${project.version}</version>')}
    ${dependency('org.managed', 'lib', '')}
    ${dependency('javax', 'servlet', '<version>4</version><scope>provided</scope>')}
    ${dependency('org.opt', 'extra', '<version>1</version><optional>true</optional>')}
    ${dependency('org.loop', 'lib', '<version>${loop}</version>')}
    ${dependency('org.range', 'lib', '<version>[1.0,2.0)</version>')}
  </dependencies>
</project>`;

test('reads the dependencies of a pom.xml with properties, parent and dependency management', () => {
  const { observations } = observe(pom, testFile('/src/pom.xml', project));

  expect(componentsOf(observations).map(({ purl, scopes }) => [purl, scopes])).toEqual([
    ['pkg:maven/com.example/shop@7', undefined],
    ['pkg:maven/org.springframework/spring-core@5.3.20', undefined],
    ['pkg:maven/com.example/core@7', undefined],
    ['pkg:maven/org.managed/lib@2.0', ['dev']],
    ['pkg:maven/javax/servlet@4', ['build']],
    ['pkg:maven/org.opt/extra@1', ['optional']],
    ['pkg:maven/org.loop/lib', undefined],
    ['pkg:maven/org.range/lib', undefined],
  ]);
  expect(edgesOf(observations)).toHaveLength(7);
});

test('properties that double one another stay small', () => {
  const doubling = Array.from(
    { length: 60 },
    (_, n) => `<p${n + 1}>\${p${n}}\${p${n}}</p${n + 1}>`,
  );
  const text = `<project><groupId>g</groupId><artifactId>a</artifactId><version>\${p60}</version>
    <properties><p0>ha</p0>${doubling.join('')}</properties></project>`;

  const { observations } = observe(pom, testFile('/src/pom.xml', text));

  expect(componentsOf(observations)[0]?.version).toBe('');
});

test('a document type declaration is refused', () => {
  const text = '<!DOCTYPE project [<!ENTITY x SYSTEM "file:///etc/passwd">]><project/>';

  expect(observe(pom, testFile('/pom.xml', text)).error?.code).toBe('input.unsupported');
});

test('deep XML is a limit', () => {
  const text = `<project>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</project>`;

  expect(observe(pom, testFile('/pom.xml', text)).error?.code).toBe('limit.depth');
});

test('hostile pom.xml files give input and limit errors only', () => {
  const edits = fc.tuple(fc.nat(project.length), fc.nat(30), fc.string());

  fc.assert(
    fc.property(edits, ([at, removed, added]) => {
      const text = project.slice(0, at) + added + project.slice(at + removed);
      expect(() => observe(pom, testFile('/pom.xml', text))).not.toThrow();
    }),
  );
});

const lock = `# This is a Gradle generated file for dependency locking.
com.google.guava:guava:31.1-jre=compileClasspath,runtimeClasspath
org.junit.jupiter:junit-jupiter:5.9.0=testCompileClasspath,testRuntimeClasspath
broken line
empty=annotationProcessor
`;

test.for([
  ['gradle.lockfile', [undefined, ['dev']]],
  ['buildscript-gradle.lockfile', [['build'], ['build']]],
] as const)('reads %s', ([name, scopes]) => {
  const { observations } = observe(gradle, testFile(`/src/${name}`, lock));

  expect(componentsOf(observations)).toMatchObject([
    { purl: 'pkg:maven/com.google.guava/guava@31.1-jre', locations: [{ line: 2 }] },
    { purl: 'pkg:maven/org.junit.jupiter/junit-jupiter@5.9.0', locations: [{ line: 3 }] },
  ]);
  expect(componentsOf(observations).map((component) => component.scopes)).toEqual(scopes);
});

function library(name: string, path: string, requires: readonly string[] = []): Component {
  return {
    id: `${name}#${path}`,
    purl: `pkg:maven/${name.replace(':', '/')}@1`,
    name,
    version: '1',
    ecosystem: 'maven',
    presence: 'embedded',
    locations: [{ path }],
    requires: requires.map((required) => ({ name: required })),
  };
}

test('libraries are linked to those beside them, nearest first', () => {
  const components = [
    library('g:app', '/a.war!/WEB-INF/lib/app.jar', ['g:core', 'g:far', 'g:missing']),
    library('g:core', '/a.war!/WEB-INF/lib/core.jar'),
    library('g:core', '/b.war!/WEB-INF/lib/core.jar'),
    library('g:far', '/a.war!/other/far.jar'),
    library('g:tool', '/opt/tool.jar', ['g:shaded']),
    library('g:shaded', '/opt/other.jar'),
    library('g:shaded', '/opt/tool.jar'),
  ];

  expect([...linker.link(components)].map(({ from, to }) => `${from} -> ${to}`)).toEqual([
    'g:app#/a.war!/WEB-INF/lib/app.jar -> g:core#/a.war!/WEB-INF/lib/core.jar',
    'g:app#/a.war!/WEB-INF/lib/app.jar -> g:far#/a.war!/other/far.jar',
    'g:tool#/opt/tool.jar -> g:shaded#/opt/tool.jar',
  ]);
});
