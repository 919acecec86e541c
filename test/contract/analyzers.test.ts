import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Analyzer, Claim } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { sha256Hex } from '#kit/hash.ts';
import { indexClaims } from '../../src/analyze/claims.ts';
import { examine } from '../../src/analyze/examine.ts';
import { pluginRevisions } from '../../src/analyze/revisions.gen.ts';
import { testScope } from '../../src/analyze/testdata/layer.ts';
import { builtInPlugins, sbomPlugins } from '../../src/built-in-plugins.ts';
import { loadSecretRules } from '../../src/secret/load.ts';

/** What holds for every analyzer, whatever it reads. A new one is covered by being built in. */
const plugins = await builtInPlugins('data');
const analyzers = [...plugins.analyzers, ...(await sbomPlugins()).analyzers];
const { linkers } = plugins;

/** A path that the claim fits. */
function pathOf(claim: Claim): string {
  if ('path' in claim) return claim.path;
  if ('basename' in claim) return `/srv/${claim.basename}`;
  if ('directory' in claim) {
    const directory = claim.directory.startsWith('/') ? claim.directory : `/srv/${claim.directory}`;
    return `${directory}x${claim.suffix ?? ''}`;
  }
  return 'suffix' in claim ? `/srv/x${claim.suffix}` : '/srv/program';
}

function viewOf(path: string, content: Uint8Array): FileView {
  return {
    path,
    size: content.length,
    mode: 0o755,
    bytes: () => content,
    text: () => Buffer.from(content).toString(),
    read: (offset, length) => content.subarray(offset, offset + length),
  };
}

test('the revisions that the cache is keyed by are those of the plug-ins (run tools/plugins.ts)', () => {
  const stated = pluginRevisions.map(({ id, revision }) => `${id}@${revision}`).sort();
  const rules = {
    id: 'secret/rules',
    revision: Number.parseInt(loadSecretRules('data').digest.slice(0, 8), 16),
  };
  const checks = {
    id: 'check/catalogue',
    revision: Number.parseInt(sha256Hex(readFileSync('data/catalog/checks.json')).slice(0, 8), 16),
  };
  const present = [...plugins.analyzers, ...linkers, ...plugins.reviewers, rules, checks].map(
    ({ id, revision }) => `${id}@${revision}`,
  );

  expect(stated).toEqual(present.sort());
});

test('ids are unique, permanent and listed', () => {
  const listed = readFileSync('test/contract/ids.txt', 'utf8').trim().split('\n');
  const ids = [...analyzers, ...linkers, ...plugins.reviewers]
    .map(({ kind, id }) => `${kind} ${id}`)
    .sort();

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(listed);
});

test.for(analyzers.map((analyzer) => [analyzer.id, analyzer] as const))(
  '%s describes itself and finds its own files',
  ([, analyzer]) => {
    expect(analyzer.title).not.toBe('');
    expect(analyzer.revision).toBeGreaterThan(0);
    expect(analyzer.claims.length).toBeGreaterThan(0);
    const index = indexClaims([analyzer]);
    const missed = analyzer.claims.filter((claim) =>
      'magic' in claim
        ? index.byMagic(Uint8Array.from(claim.magic)).length === 0
        : index.byPath(pathOf(claim)).length === 0,
    );
    expect(missed).toEqual([]);
  },
);

/** Bytes that begin like something: random, or text in the forms that analyzers read. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ maxLength: 200 }).map((text) => Buffer.from(`Package: a\nVersion: ${text}\n\n`)),
  fc.string({ maxLength: 200 }).map((text) => Buffer.from(`[package]\nname = "${text}"\n`)),
  fc.string({ maxLength: 200 }).map((text) => Buffer.from(`<project><a>${text}</a></project>`)),
  fc
    .constantFrom(
      '\u007fELF',
      'MZ',
      'PK\u0003\u0004',
      '{"packages":{',
      'lockfileVersion: 9\n',
      '---\n',
    )
    .chain((head) =>
      fc
        .uint8Array({ maxLength: 200 })
        .map((tail) => Buffer.concat([Buffer.from(head, 'latin1'), tail])),
    ),
);

function observe(analyzer: Analyzer, path: string, content: Uint8Array): unknown[] {
  return [...examine(analyzer, viewOf(path, content), testScope())];
}

test.for(analyzers.map((analyzer) => [analyzer.id, analyzer] as const))(
  '%s never crashes and always says the same',
  ([, analyzer]) => {
    const paths = analyzer.claims.map(pathOf);
    fc.assert(
      fc.property(fc.constantFrom(...paths), contents, (path, content) => {
        const seen = observe(analyzer, path, content);

        expect(seen).not.toContainEqual(expect.objectContaining({ reason: 'crashed' }));
        expect(observe(analyzer, path, content)).toEqual(seen);
      }),
      { numRuns: 60 },
    );
  },
);
