import { sha256Hex } from '#kit/hash.ts';
import { fingerprintOf } from '#match/fingerprint.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import { parseDigest } from '#model/digest.ts';
import type { VulnerabilityFacts } from '#model/finding.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { severityOfScore } from '#model/severity.ts';

/** A vulnerability of a made report. */
export interface SampleFinding {
  readonly id: string;
  readonly name: string;
  readonly version?: string;
  /** CVSS base score. */
  readonly score: number;
  readonly vector?: string;
  readonly fixed?: string;
  readonly aliases?: readonly string[];
  readonly exploited?: boolean;
  /** Day that CISA sets. */
  readonly due?: string;
  readonly title?: string;
  /** Number of the layer that brought it. */
  readonly layer?: number;
}

/** What may be said of a made report. */
export interface SampleReport {
  /** Text that the image id is made of. */
  readonly image?: string;
  readonly names?: readonly string[];
  /** Days after 2026-11-01. */
  readonly day?: number;
  readonly gaps?: readonly { readonly path: string; readonly reason: Gap['reason'] }[];
  /** Further components without findings. */
  readonly components?: readonly { readonly name: string; readonly version: string }[];
  readonly plan?: ScanReport['plan'];
  readonly base?: string;
}

const start = Date.parse('2026-11-01T00:00:00Z');
const layers = ['base', 'dependencies', 'application'].map((name) =>
  parseDigest(`sha256:${sha256Hex(name)}`),
);

/** The report of an image as a scan gives it, made from few words; for tests, benches and demonstrations. */
export function reportOf(samples: readonly SampleFinding[], about: SampleReport = {}): ScanReport {
  const { image = 'shop', names = ['registry.example/team/shop:1.0'], day = 0, gaps = [] } = about;
  const id = parseDigest(`sha256:${sha256Hex(image)}`);
  const own = samples.map((sample) => componentOf(sample));
  const further = (about.components ?? []).map((one) => componentOf({ ...one, id: '', score: 0 }));
  const components = new Map([...own, ...further].map((one) => [one.id, one]));
  return {
    schemaVersion: '1.3',
    tool: { name: 'caisson', version: '0.1.0' },
    startedAt: new Date(start + day * 86_400_000).toISOString(),
    inventory: {
      artifact: { kind: 'image', reference: names[0] ?? image, source: 'registry', digest: id },
      image: imageOf(id, names),
      os: {
        id: 'debian',
        like: [],
        version: '12',
        title: 'Debian GNU/Linux 12 (bookworm)',
        path: '/etc/os-release',
      },
      ...(about.base !== undefined && {
        base: {
          name: about.base,
          evidence: 'annotation',
          confidence: 1,
          layers: 1,
          reason: 'stated',
        },
      }),
      layers: layers.map((diffId, at) => ({
        diffId,
        sizeBytes: 1000 * (at + 1),
        createdBy: `RUN step ${at}`,
      })),
      components: [...components.values()],
      relations: [],
      gaps: gaps.map(({ path, reason }) => ({
        type: 'gap',
        location: { path },
        reason,
        detail: 'made up',
      })),
      analyzers: {},
      walked: { files: 10, bytes: 1000 },
    },
    findings: [...new Map(samples.map((one) => [keyOf(one), findingOf(one)])).values()],
    gaps: [],
    decision: { verdict: 'allow', policy: 'no gate', reasons: [] },
    database: {
      build: `sha256:${sha256Hex('database')}`,
      builtAt: '2026-11-01T00:00:00Z',
      origin: 'bundled',
      segments: [],
    },
    notices: [],
    ...(about.plan !== undefined && { plan: about.plan }),
  };
}

/** The fingerprint of a sample in its report. */
export function keyOf({ id, name }: Pick<SampleFinding, 'id' | 'name'>): string {
  return fingerprintOf(id, componentOf({ id, name, score: 0 }), 'package');
}

function imageOf(
  id: ReturnType<typeof parseDigest>,
  names: readonly string[],
): NonNullable<ScanReport['inventory']['image']> {
  return {
    id,
    names,
    platform: { os: 'linux', architecture: 'amd64' },
    created: '2026-10-30T00:00:00Z',
    user: '1000',
    env: [],
    entrypoint: ['/app'],
    command: [],
    exposedPorts: ['8080/tcp'],
    volumes: [],
    labels: { team: 'shop' },
    annotations: {},
    history: [],
  };
}

function componentOf({ name, version = '1.0', layer = 1 }: SampleFinding): Component {
  const purl = `pkg:npm/${encodeURIComponent(name)}@${version}`;
  const diffId = layers[layer] ?? layers[0];
  return {
    id: `${purl}#/app/${name}.lock`,
    purl,
    name,
    version,
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path: `/app/${name}.lock`, ...(diffId !== undefined && { layer: diffId }) }],
    licenses: [{ expression: 'MIT' }],
  };
}

function findingOf(sample: SampleFinding): JudgedFinding {
  const { id, name, score, fixed, aliases = [] } = sample;
  const component = componentOf(sample);
  const vector = sample.vector ?? 'CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N';
  return {
    shown: true,
    finding: {
      kind: 'vulnerability',
      rule: id,
      fingerprint: keyOf(sample),
      severity: severityOfScore(score),
      title: sample.title ?? `a fault in ${name}`,
      locations: component.locations,
      vulnerability: {
        id,
        aliases,
        component,
        state: fixed === undefined ? 'affected' : 'fixed',
        cvss: [{ version: '3.1', vector, score, source: 'nvd' }],
        evidence: [],
        ...(fixed !== undefined && { fixedVersion: fixed }),
        ...exploitation(sample),
      },
    },
  };
}

function exploitation({
  id,
  exploited = false,
  due,
}: SampleFinding): Pick<VulnerabilityFacts, 'knownExploited'> {
  if (!exploited) return {};
  const listed = { cve: id, added: '2026-10-01', ransomware: false };
  return { knownExploited: due === undefined ? listed : { ...listed, due } };
}
