import { countsOf } from './counts.ts';
import type { Finding, Image } from './estate.ts';
import { SeededRandom } from './random.ts';
import { repositories } from './seed-repositories.ts';
import { day } from './times.ts';

const noCounts = { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0, total: 0, fixable: 0, exploited: 0 };

/** An image of a repository, by its number. */
export function makeImage(
  at: number,
  given: {
    readonly now: number;
    readonly random: SeededRandom;
    readonly findings: readonly Finding[];
  },
): Image {
  const { now, random } = given;
  const [repository, tag, namespace, exposure] = repositories[at] ?? repositories[0];
  const own = given.findings.filter((finding) => finding.asset.id === `img-${at}`);
  const scan = at === 10 ? 'failed' : at === 9 ? 'waiting' : 'scanned';
  const gaps = at % 4 === 1 ? 2 : 0;
  const instructions = [
    'ADD rootfs.tar.xz /',
    'RUN apt-get update && apt-get install -y --no-install-recommends openssh-server ca-certificates',
    'COPY package.json package-lock.json ./',
    'RUN npm ci --omit=dev',
    'COPY . .',
  ];
  return {
    id: `img-${at}`,
    name: `${repository}:${tag}`,
    names: [`${repository}:${tag}`],
    digest: `sha256:${random.hex(64)}`,
    manifest: `sha256:${random.hex(64)}`,
    os: 'Debian 12',
    created: now - (at + 3) * day,
    sizeBytes: 40_000_000 + random.whole(600_000_000),
    firstSeen: now - 80 * day,
    lastSeen: now - random.whole(300) * 60_000,
    ...(scan === 'scanned' ? { scanned: now - random.whole(30) * 3_600_000 } : {}),
    scan,
    ...(scan === 'failed' ? { scanError: 'the registry refused the pull: 401 unauthorized' } : {}),
    gaps,
    components: 90 + random.whole(400),
    running: exposure === 'unknown' ? 0 : 1 + random.whole(6),
    base: 'docker.io/library/debian:12-slim',
    signed: random.of(['verified', 'unverified', 'unknown'] as const),
    findings: scan === 'scanned' ? countsOf(own) : noCounts,
    exposure,
    layers: instructions.map((createdBy, number) => ({
      number,
      diffId: `sha256:${random.hex(64)}`,
      sizeBytes: 1_000_000 + random.whole(90_000_000),
      createdBy,
      part: number === 0 ? 'base' : 'application',
      components: random.whole(120),
      findings: number === 1 ? countsOf(own) : noCounts,
    })),
    gapList:
      gaps === 0
        ? []
        : [
            {
              reason: 'archive.encrypted',
              path: '/srv/data/export.zip',
              detail: 'encrypted, so nothing in it was examined',
            },
            {
              reason: 'advisory.missing',
              detail: 'no advisories are known for 3 components of ecosystem conan',
            },
          ],
    workloads: [
      {
        id: `w-${at}`,
        name: repository.split('/').at(-1) ?? '',
        place: { cluster: 'west-1', namespace },
      },
    ],
    configuration: {
      user: at % 2 === 0 ? '1000' : 'root',
      entrypoint: ['/usr/bin/tini', '--'],
      command: ['node', 'server.js'],
      ports: ['8080/tcp'],
      labels: { 'org.opencontainers.image.source': 'https://git.example/shop/checkout' },
    },
    plan: [
      {
        title: 'Rebuild on debian:12.8-slim',
        commands: ['docker build --pull -t IMAGE .'],
        removes: 7,
        effort: 1,
      },
      {
        title: 'Raise follow-redirects to 1.15.6',
        commands: ['npm install follow-redirects@1.15.6'],
        removes: 1,
        effort: 2,
      },
    ],
    previous: [
      {
        id: `img-${(at + 1) % repositories.length}`,
        digest: `sha256:${random.hex(64)}`,
        name: `${repository}:${tag}`,
        scanned: now - 9 * day,
      },
    ],
    database: { build: '2026-11-22.1', builtAt: '2026-11-22T04:10:00Z' },
  };
}
