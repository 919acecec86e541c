import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { indexClaims } from '#analyze/claims.ts';
import type { ReviewedTree } from '#contract/analyzer.ts';
import { serviceAnalyzer } from '#credential/service/analyzer.ts';
import { recordOf } from '#credential/service/catalogue.ts';
import { serviceReviewer } from '#credential/service/reviewer.ts';
import { scope, viewOf, writtenFaults } from '#credential/testdata/view.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { FactObservation } from '#model/observation.ts';
import { readServices } from '../tools/service-catalog.ts';

const root = 'catalog/service';
const services = readServices('.').map(recordOf);
const make = writtenFaults();
const analyzer = serviceAnalyzer(services, 1);
const reviewer = serviceReviewer(services, make, 1);
const claims = indexClaims([analyzer]);

/** Faults of a folder `<service>/<bad|good>/<case>`: its files below `tree`, its image in `image.json`. */
function faultsOf(folder: string): readonly string[] {
  const tree = join(folder, 'tree');
  const names = existsSync(tree) ? readdirSync(tree, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.map((name) => join(tree, name)).filter((path) => statSync(path).isFile());
  const paths = files.map((path) => `/${relative(tree, path)}`);
  const facts = paths.flatMap((path, index): readonly FactObservation[] => {
    const claimed = claims.byPath(path).length > 0;
    const view = viewOf(path, readFileSync(files[index] ?? ''));
    const seen = claimed ? [...analyzer.analyze(view, scope)] : [];
    expect(seen.filter(({ type }) => type === 'gap')).toEqual([]);
    return seen.filter((observation) => observation.type === 'fact');
  });
  const image = imageOf(folder);
  const reviewed: ReviewedTree = {
    artifact: { kind: image ? 'image' : 'filesystem', reference: folder, source: 'dir' },
    ...(image && { image }),
    components: [],
    facts,
    altered: [],
    ownerOf: () => undefined,
    has: (path) => paths.includes(path),
  };
  return [...reviewer.review(reviewed)].flatMap((fault) =>
    'rule' in fault ? [fault.subject ?? ''] : [],
  );
}

function imageOf(folder: string): ImageFacts | undefined {
  const path = join(folder, 'image.json');
  if (!existsSync(path)) return undefined;
  const given = JSON.parse(readFileSync(path, 'utf8')) as Partial<ImageFacts>;
  return {
    id: `sha256:${'0'.repeat(64)}` as ImageFacts['id'],
    names: [],
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: [],
    ...given,
  };
}

test.for(globSync(`${root}/*/bad/*`).sort())('%s is reported', (folder) => {
  expect(faultsOf(folder)).toContain(folder.split('/')[2]);
});

test.for(globSync(`${root}/*/good/*`).sort())('%s is not reported', (folder) => {
  expect(faultsOf(folder)).not.toContain(folder.split('/')[2]);
});

test('every service has a bad and a good example', () => {
  for (const { id } of services) {
    expect([id, globSync(`${root}/${id}/bad/*`).length > 0]).toEqual([id, true]);
    expect([id, globSync(`${root}/${id}/good/*`).length > 0]).toEqual([id, true]);
  }
});

test('there are at least sixty services', () => {
  expect(services.length).toBeGreaterThan(60);
});
