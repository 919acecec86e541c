import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Advisory } from '#model/advisory.ts';
import type { Component, LinkedCode } from '#model/component.ts';
import { findingsOf } from './finding.ts';
import { matchInventory } from './inventory.ts';
import { MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory } from './testdata/samples.ts';

const module = 'example.com/yaml';

function vexOf(installed: Component, ...advisories: readonly Advisory[]) {
  const index = new MemoryIndex({ advisories: advisories.map((one) => ['go', one.package, one]) });
  const { matches } = matchInventory(inventory([installed]), index, { includeDeclared: false });
  const findings = findingsOf(matches, index);
  expect(findings).toHaveLength(1);
  return findings[0]?.vex;
}

type Import = readonly [path: string, ...symbols: string[]];

function record(...imports: readonly Import[]): Advisory {
  return advisory('GO-2024-1', module, '1.2.0', {
    cves: ['CVE-1'],
    qualifiers: { imports: imports.map(([path, ...symbols]) => ({ path, symbols })) },
  });
}

function program(linked?: LinkedCode): Component {
  return component(`pkg:golang/${module}@v1.1.0`, {
    path: '/usr/bin/shop',
    presence: 'embedded',
    ...(linked && { linked }),
  });
}

/** FNV-1a as its draft defines it, with a multiplication of big integers. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5n;
  for (const byte of new TextEncoder().encode(name))
    hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn;
  return Number(hash);
}

function functions(...names: readonly string[]): string {
  const hashes = names.map(hashOf).sort((a, b) => a - b);
  const bytes = Buffer.alloc(hashes.length * 4);
  for (const [at, hash] of hashes.entries()) bytes.writeUInt32LE(hash, at * 4);
  return bytes.toString('base64');
}

const packages = [module, `${module}/node`];

describe('a vulnerable module in a program', () => {
  const cases: readonly (readonly [string, LinkedCode | undefined, Advisory, boolean])[] = [
    ['nothing known of the program', undefined, record([module, 'Parse']), false],
    ['the package is not linked', { packages: [`${module}/node`] }, record([module]), true],
    ['the package is linked', { packages }, record([module]), false],
    ['the package is linked, functions unknown', { packages }, record([module, 'Parse']), false],
    [
      'the function is linked',
      { packages, functions: functions(`${module}.Parse`, `${module}.Emit`) },
      record([module, 'Parse']),
      false,
    ],
    [
      'the function is not linked',
      { packages, functions: functions(`${module}.Emit`) },
      record([module, 'Parse']),
      true,
    ],
    [
      'one of several functions is linked',
      { packages, functions: functions(`${module}.Decoder.Decode`) },
      record([module, 'Parse', 'Decoder.Decode']),
      false,
    ],
    [
      'one of several packages is linked',
      { packages, functions: functions() },
      record([module, 'Parse'], [`${module}/node`]),
      false,
    ],
    ['the record is about the whole module', { packages: [] }, record(), false],
    ['the program itself', { packages: ['main'] }, record([`${module}/cmd/x`]), false],
    [
      'a damaged list of functions',
      { packages, functions: 'AAA=' },
      record([module, 'Parse']),
      false,
    ],
  ];

  test.for(cases)('%s', ([, linked, fact, isExcused]) => {
    const vex = vexOf(program(linked), fact);

    expect(vex?.rule).toBe(isExcused ? 'go-symbols-not-linked' : undefined);
  });

  test('the proof names what is not there', () => {
    const linked = { packages: [module], functions: functions() };

    expect(vexOf(program(linked), record([module, 'Parse', 'Emit'], [`${module}/node`]))).toEqual({
      rule: 'go-symbols-not-linked',
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      impact: `the program does not contain the vulnerable code of ${module}`,
      evidence: [
        'GO-2024-1 names the vulnerable packages and symbols',
        `not linked of ${module}: Emit, Parse`,
        `package ${module}/node is not linked`,
      ],
    });
  });

  test('symbols of the Go database hold for the other advisories of the vulnerability', () => {
    const linked = { packages: [module], functions: functions() };
    const ghsa = advisory('GHSA-1', module, '1.2.0', { cves: ['CVE-1'] });

    expect(vexOf(program(linked), ghsa, record([module, 'Parse']))?.rule).toBe(
      'go-symbols-not-linked',
    );
    expect(vexOf(program(linked), ghsa)).toBeUndefined();
    expect(
      vexOf(program(linked), record([module, 'Parse']), { ...record(), id: 'GO-2024-2' }),
    ).toBe(undefined);
  });

  test('a linked symbol is never excused, whatever else is linked', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'B', '.', 'é', '1'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), fc.nat(), (names, at) => {
        const symbol = names[at % names.length] ?? '';
        const all = functions(...names.map((one) => `${module}.${one}`));

        expect(vexOf(program({ packages, functions: all }), record([module, symbol]))).toBe(
          undefined,
        );
      }),
    );
  });
});

describe('the go command', () => {
  const fault = advisory('GO-1', 'toolchain', '1.21.4', {
    qualifiers: { imports: [{ path: 'cmd/go', symbols: [] }] },
  });

  test('is not in a program', () => {
    const vex = vexOf(component('pkg:golang/stdlib@1.21.3', { path: '/usr/bin/shop' }), fault);

    expect(vex).toEqual({
      rule: 'go-command-not-installed',
      status: 'not_affected',
      justification: 'component_not_present',
      impact: 'the fault is in the go command, which a compiled program does not contain',
      evidence: ['GO-1 names cmd/go', 'Go itself is not installed at "/usr/bin/shop"'],
    });
  });

  test('is where Go is installed', () => {
    const installed = component('pkg:golang/stdlib@1.21.3', { path: '/usr/local/go/VERSION' });

    expect(vexOf(installed, fault)).toBeUndefined();
  });

  test('is no excuse for faults of the library', () => {
    const both = {
      ...fault,
      qualifiers: {
        imports: [
          { path: 'cmd/go', symbols: [] },
          { path: 'net/http', symbols: [] },
        ],
      },
    };

    expect(vexOf(component('pkg:golang/stdlib@1.21.3', { path: '/usr/bin/shop' }), both)).toBe(
      undefined,
    );
  });
});
