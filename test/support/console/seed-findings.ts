import type { Finding } from './estate.ts';
import { SeededRandom } from './random.ts';
import { faults } from './seed-faults.ts';
import { repositories } from './seed-repositories.ts';
import { day } from './times.ts';

/** Findings of the faults in the repositories, the most urgent first. */
export function makeFindings(now: number, random: SeededRandom): Finding[] {
  const made: Finding[] = [];
  repositories.forEach((repository, imageAt) => {
    faults.forEach((fault, faultAt) => {
      if (random.next() < 0.35) return;
      made.push(
        makeFinding({ now, random, id: made.length + 1, repository, imageAt, fault, faultAt }),
      );
    });
  });
  const kinds = ['secret', 'misconfiguration', 'lifecycle', 'license'] as const;
  kinds.forEach((kind, at) => {
    const like = made[at * 3];
    if (like === undefined) return;
    const texts = {
      secret: ['aws-access-key', 'An access key lies in a layer'],
      misconfiguration: ['CAI-K8S-0012', 'The container may gain privileges'],
      lifecycle: ['eol-debian-10', 'Debian 10 gets no more fixes'],
      license: ['AGPL-3.0-only', 'A license that the policy does not allow'],
    } as const;
    const { component: _component, ...rest } = like;
    made.push({
      ...rest,
      id: String(made.length + 1),
      kind,
      rule: texts[kind][0],
      title: texts[kind][1],
      epss: undefined,
      sentence: `${texts[kind][1]}; it was seen in ${like.asset.name}.`,
    });
  });
  const order = ['P0', 'P1', 'P2', 'P3', 'P4'];
  return made.toSorted(
    (a, b) => order.indexOf(a.tier) - order.indexOf(b.tier) || b.score - a.score,
  );
}

function makeFinding(given: {
  readonly now: number;
  readonly random: SeededRandom;
  readonly id: number;
  readonly repository: (typeof repositories)[number];
  readonly imageAt: number;
  readonly fault: (typeof faults)[number];
  readonly faultAt: number;
}): Finding {
  const { now, random, repository, fault } = given;
  const [rule, title, severity, name, version, fixedVersion, cvss, epss, exploited] = fault;
  const [repositoryName, tag, namespace, exposure] = repository;
  const usage = random.of(['loaded', 'loaded', 'not-loaded', 'unknown'] as const);
  const tier = tierOf({ exploited, usage, exposure, cvss });
  const firstSeen = now - (1 + random.whole(60)) * day;
  const due = firstSeen + ({ P0: 3, P1: 7, P2: 30, P3: 90, P4: 365 }[tier] ?? 365) * day;
  return {
    id: String(given.id),
    fingerprint: `v1:${random.hex(32)}`,
    kind: 'vulnerability',
    rule,
    title,
    severity,
    tier,
    score: Math.round(10 * (cvss * 6 + epss * 30 + (usage === 'loaded' ? 10 : 0))) / 10,
    state: random.next() < 0.1 ? 'acknowledged' : 'open',
    asset: { id: `img-${given.imageAt}`, kind: 'image', name: `${repositoryName}:${tag}` },
    component: { name, version, purl: `pkg:deb/debian/${name}@${encodeURIComponent(version)}` },
    ...(fixedVersion === '' ? {} : { fixedVersion }),
    exploited,
    epss,
    usage,
    exposure,
    ...(random.next() < 0.4
      ? { owner: random.of(['ada', 'grace', 'team-payments'] as const) }
      : {}),
    firstSeen,
    lastSeen: now - random.whole(20) * 3_600_000,
    due,
    breached: due < now,
    sentence: `${exploited ? 'Known exploited; ' : ''}${name} is ${usage === 'loaded' ? `loaded by 3 pods of ${namespace}` : usage === 'not-loaded' ? 'not loaded' : 'perhaps loaded (not observed)'}, ${exposure === 'internet' ? 'reachable from the internet' : exposure === 'cluster' ? 'reachable inside the cluster' : exposure === 'isolated' ? 'isolated' : 'exposure unknown'}${fixedVersion === '' ? '; no fix yet.' : `; fixed in ${fixedVersion}.`}`,
    factors: [
      {
        name: 'exploitation',
        value: exploited ? 'active' : epss > 0.1 ? 'likely' : 'none',
        source: exploited ? 'CISA KEV' : 'EPSS',
        date: '2026-11-21',
        assumed: false,
        share: exploited ? 0.34 : 0.12,
      },
      {
        name: 'usage',
        value: usage,
        source: usage === 'unknown' ? 'not observed' : 'sensor',
        assumed: usage === 'unknown',
        share: 0.22,
      },
      {
        name: 'exposure',
        value: exposure,
        source: 'Service and flows',
        assumed: exposure === 'unknown',
        share: 0.24,
      },
      {
        name: 'impact',
        value: `CVSS ${cvss}`,
        source: 'NVD',
        date: '2026-10-02',
        assumed: false,
        share: 0.2,
      },
    ],
    locations: [
      { path: `/usr/share/doc/${name}/copyright`, layer: 2 },
      { path: `/usr/lib/x86_64-linux-gnu/${name}.so`, layer: 2 },
    ],
    aliases: [`DSA-${5500 + given.faultAt}-1`],
    evidence: [
      { label: 'Package database', text: `/var/lib/dpkg/status lists ${name} ${version}` },
      {
        label: 'Advisory',
        text:
          fixedVersion === ''
            ? 'no fixed version is known'
            : `fixed in ${fixedVersion}, installed is older`,
      },
    ],
    fix: fixedVersion === '' ? [] : [`apt-get update && apt-get install --only-upgrade ${name}`],
    links: [
      `https://security-tracker.debian.org/tracker/${rule}`,
      `https://nvd.nist.gov/vuln/detail/${rule}`,
    ],
    workloads: [
      {
        id: `w-${given.imageAt}`,
        name: `${repositoryName.split('/').at(-1) ?? ''}`,
        place: { cluster: 'west-1', namespace },
        usage,
        exposure,
        ...(usage === 'loaded' ? { firstLoaded: now - 9 * day, lastLoaded: now - 3_600_000 } : {}),
      },
    ],
    history: [
      { time: now - 2 * 3_600_000, by: 'caisson', text: 'seen again in the scan of this morning' },
      { time: firstSeen, by: 'caisson', text: `first seen as ${tier}` },
    ],
    version: 1,
  };
}

function tierOf(facts: {
  readonly exploited: boolean;
  readonly usage: string;
  readonly exposure: string;
  readonly cvss: number;
}): Finding['tier'] {
  if (facts.exploited && facts.usage !== 'not-loaded' && facts.exposure !== 'isolated') return 'P0';
  if (facts.exploited) return 'P1';
  if (facts.cvss >= 9 && facts.exposure === 'internet') return 'P1';
  if (facts.cvss >= 7) return facts.usage === 'not-loaded' ? 'P3' : 'P2';
  return facts.cvss >= 4 ? 'P3' : 'P4';
}
