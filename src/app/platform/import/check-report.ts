import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { advisoryStates } from '#model/advisory.ts';
import { isDigest } from '#model/digest.ts';
import { ecosystems } from '#model/ecosystem.ts';
import { gapReasons } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { severities } from '#model/severity.ts';

/*
 * What the platform reads of a report. Anybody with a token may send one, so each member that something here, or the detail of
 * an image or a finding, goes into has its shape; what nobody reads is let through. Sizes are those of real hosts, times ten.
 */
const mostFindings = 500_000;
const mostComponents = 1_000_000;
const mostFew = 10_000;

const text = z.string().max(100_000);
const short = z.string().max(8192);
const texts = z.array(short).max(mostFew);
const digest = short.refine((value) => isDigest(value));
const severity = z.enum(severities);
const location = z.looseObject({
  path: short,
  layer: digest.optional(),
  line: z.number().optional(),
});
const gap = z.looseObject({ location, reason: z.enum(gapReasons), detail: text });

const component = z.looseObject({
  id: short,
  purl: short,
  name: short,
  version: short,
  ecosystem: z.enum(ecosystems),
  presence: z.enum(['installed', 'declared', 'embedded', 'removed']),
  locations: z.array(location).min(1).max(mostFew),
  licenses: z
    .array(z.looseObject({ expression: short.optional(), raw: text.optional() }))
    .max(mostFew)
    .optional(),
  source: z.looseObject({ name: short, version: short }).optional(),
  owner: short.optional(),
  technique: short.optional(),
  scopes: texts.optional(),
  direct: z.boolean().optional(),
  linked: z.looseObject({ packages: texts, functions: text.optional() }).optional(),
});

const evidence = z
  .array(
    z.looseObject({
      advisory: z.looseObject({
        id: short,
        feed: short,
        url: short.optional(),
        state: short,
        ranges: z.array(z.looseObject({ introduced: short })).max(mostFew),
        severity: severity.optional(),
        statement: text.optional(),
      }),
      because: z.looseObject({ segment: short, package: short, comparedVersion: short }),
    }),
  )
  .max(mostFew);

const common = {
  rule: short,
  fingerprint: short,
  severity,
  title: text,
  locations: z.array(location).max(mostFew),
  vex: z.looseObject({ status: short, rule: short, impact: text }).optional(),
};

const vulnerability = z.looseObject({
  ...common,
  kind: z.literal('vulnerability'),
  vulnerability: z.looseObject({
    id: short,
    aliases: texts,
    component,
    state: z.enum(advisoryStates),
    fixedVersion: short.optional(),
    cvss: z
      .array(
        z.looseObject({
          version: z.enum(['2.0', '3.0', '3.1', '4.0']),
          vector: short,
          score: z.number().min(0).max(10),
          source: short,
        }),
      )
      .max(mostFew),
    knownExploited: z
      .looseObject({
        cve: short,
        added: short,
        due: short.optional(),
        ransomware: z.boolean(),
      })
      .optional(),
    exploitPrediction: z
      .looseObject({
        cve: short,
        probability: z.number().min(0).max(1),
        percentile: z.number(),
        date: short,
      })
      .optional(),
    published: short.optional(),
    modified: short.optional(),
    evidence,
    contrary: evidence.optional(),
    ssvc: z
      .looseObject({
        exploitation: z.enum(['none', 'poc', 'active']),
        automatable: z.boolean(),
        impact: z.enum(['partial', 'total']),
        date: short,
      })
      .optional(),
    weaknesses: texts.optional(),
    fixedOn: short.optional(),
    path: z.looseObject({ ids: texts, names: texts, ways: z.number() }).optional(),
  }),
});

const period = z.looseObject({
  product: short,
  line: short,
  activeUntil: short.optional(),
  supportedUntil: short.optional(),
  extendedUntil: short.optional(),
});
const lifecycle = z.looseObject({
  ...common,
  kind: z.literal('lifecycle'),
  lifecycle: z.looseObject({
    period,
    version: short,
    status: z.enum(['ends-soon', 'security-only', 'extended-only', 'ended']),
    component: component.optional(),
    successor: short.optional(),
  }),
});

const license = z.looseObject({
  ...common,
  kind: z.literal('license'),
  license: z.looseObject({ component, expression: text, offending: texts, rule: short }),
});

const secret = z.looseObject({
  ...common,
  kind: z.literal('secret'),
  secret: z.looseObject({
    rule: short,
    title: short,
    class: short,
    severity,
    location,
    key: short,
    excerpt: text,
    remediation: text,
    references: texts,
    aliases: texts,
    reasons: texts.optional(),
    proof: short.optional(),
    provider: short.optional(),
    validity: z.enum(['active', 'revoked', 'unknown']).optional(),
    hidden: z.looseObject({ state: short, by: short }).optional(),
  }),
});

const fault = z.looseObject({
  ...common,
  kind: z.enum(['misconfiguration', 'credential', 'malware']),
  fault: z.looseObject({
    rule: short,
    message: text,
    remediation: text,
    aliases: texts,
    references: texts,
    evidence: z
      .array(z.looseObject({ label: short, text }))
      .max(mostFew)
      .optional(),
    controls: texts.optional(),
    fixes: z.array(z.looseObject({})).max(mostFew).optional(),
    hidden: z.looseObject({ state: short, by: short }).optional(),
  }),
});

const image = z.looseObject({
  id: digest,
  manifestDigest: digest.optional(),
  names: texts,
  created: short.optional(),
  user: short.optional(),
  entrypoint: texts,
  command: texts,
  exposedPorts: texts,
  labels: z.record(short, text),
});

const action = z.looseObject({
  kind: short,
  title: text,
  commands: texts,
  removes: z.array(short).max(mostFindings),
  introduces: z.array(short).max(mostFindings),
  effort: z.number().min(0).max(100),
});

const shape = z.looseObject({
  schemaVersion: z.string().regex(/^1\.[0-9]{1,3}$/u),
  startedAt: short.optional(),
  inventory: z.looseObject({
    artifact: z.looseObject({
      kind: z.enum(['image', 'filesystem', 'host', 'container', 'sbom', 'cluster']),
      reference: short,
      digest: digest.optional(),
    }),
    image: image.optional(),
    os: z.looseObject({ title: short }).optional(),
    base: z.looseObject({ name: short.optional(), layers: z.int().min(0) }).optional(),
    layers: z
      .array(
        z.looseObject({
          diffId: short,
          sizeBytes: z
            .int()
            .min(0)
            .max(2 ** 45)
            .optional(),
          createdBy: text.optional(),
        }),
      )
      .max(mostFew),
    components: z.array(component).max(mostComponents),
    gaps: z.array(gap).max(mostFindings),
  }),
  findings: z
    .array(
      z.looseObject({
        finding: z.discriminatedUnion('kind', [vulnerability, lifecycle, license, secret, fault]),
        exception: z.looseObject({}).optional(),
      }),
    )
    .max(mostFindings),
  gaps: z.array(gap).max(mostFindings),
  database: z.looseObject({ build: short, builtAt: short, origin: short }),
  plan: z.looseObject({ actions: z.array(action).max(mostFew) }).optional(),
});

/** Proves that a value is a report in all that the platform reads of it. Throws `input.malformed` that names the first place that is not. */
export function checkReport(value: unknown): asserts value is ScanReport {
  const parsed = shape.safeParse(value);
  if (parsed.success) return;
  const path = parsed.error.issues[0]?.path.map(String).join('.').slice(0, 200) ?? '';
  throw new CaissonError('input.malformed', 'this is not a report of a scan', {
    hint: path === '' ? 'send what `caisson scan -o json` writes' : `look at ${path}`,
  });
}
