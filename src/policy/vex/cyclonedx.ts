import type { VexStatus } from '#model/vex.ts';
import type { Exception, Identity } from '../exception.ts';
import { CycloneDxComponent, type CycloneDxVex } from './schema.ts';
import {
  identityOf,
  isEmpty,
  toException,
  type VexSource,
  type VexStatement,
  vulnerabilityIds,
} from './statement.ts';

const states: ReadonlyMap<string, VexStatus> = new Map<string, VexStatus>([
  ['not_affected', 'not_affected'],
  ['false_positive', 'not_affected'],
  ['resolved', 'fixed'],
  ['resolved_with_pedigree', 'fixed'],
  ['exploitable', 'affected'],
  ['in_triage', 'under_investigation'],
]);

/** Impact analysis justifications (CycloneDX 1.6, `vulnerabilities[].analysis.justification`) in the words of OpenVEX. */
const justifications: ReadonlyMap<string, string> = new Map([
  ['code_not_present', 'vulnerable_code_not_present'],
  ['code_not_reachable', 'vulnerable_code_not_in_execute_path'],
  ['requires_configuration', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['requires_dependency', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['requires_environment', 'vulnerable_code_cannot_be_controlled_by_adversary'],
  ['protected_by_compiler', 'inline_mitigations_already_exist'],
  ['protected_at_runtime', 'inline_mitigations_already_exist'],
  ['protected_at_perimeter', 'inline_mitigations_already_exist'],
  ['protected_by_mitigating_control', 'inline_mitigations_already_exist'],
]);

const maxDepth = 50;
type Vulnerability = CycloneDxVex['vulnerabilities'][number];
type Affected = NonNullable<Vulnerability['affects']>[number];

/** Statements of a CycloneDX document (1.4 and later): one for each `affects` whose component a name stands behind. */
export function exceptionsOfCycloneDx(
  document: CycloneDxVex,
  source: VexSource,
): readonly Exception[] {
  const references = new References(document);
  const { metadata } = document;
  const owner = metadata?.authors?.[0]?.name ?? metadata?.supplier?.name;
  return document.vulnerabilities.flatMap((vulnerability, index) => {
    const status = states.get(vulnerability.analysis?.state ?? '');
    const ids = vulnerabilityIds([
      vulnerability.id,
      ...(vulnerability.references ?? []).map(({ id }) => id),
    ]);
    if (status === undefined || ids.length === 0) return [];
    const shared = { ids, owner, ...saidOf(vulnerability, metadata?.timestamp) };
    return (vulnerability.affects ?? []).flatMap((affected) => {
      const place = references.placeOf(affected.ref);
      if (place === undefined) return [];
      return versionsOf(affected, status).map((part) =>
        toException({ ...shared, ...place, ...part }, index + 1, source),
      );
    });
  });
}

function saidOf({ analysis = {}, updated, ...rest }: Vulnerability, written: string | undefined) {
  const { state, justification, response = [], detail, firstIssued, lastUpdated } = analysis;
  const known = justification === undefined ? undefined : justifications.get(justification);
  const advice = [response.join(', '), rest.recommendation, rest.workaround];
  return {
    justification: known ?? justification ?? state,
    note: known === undefined ? detail : [justification, detail].filter(Boolean).join(': '),
    advice: advice.filter((text) => text !== undefined && text !== '').join('; '),
    time: lastUpdated ?? firstIssued ?? updated ?? written,
  };
}

/** Versions of one `affects`: those called unaffected are, whatever the analysis says of the others. */
function versionsOf(
  { versions = [] }: Affected,
  status: VexStatus,
): readonly Pick<VexStatement, 'status' | 'versions'>[] {
  if (versions.length === 0) return [{ status }];
  const found = new Map<VexStatus, string[]>();
  for (const { version, range, status: word } of versions) {
    const text = version ?? range;
    if (text === undefined) continue;
    const own = statusOfVersion(word, status);
    const known = found.get(own);
    if (known === undefined) found.set(own, [text]);
    else known.push(text);
  }
  return [...found].map(([own, texts]) => ({ status: own, versions: texts }));
}

function statusOfVersion(word: string | undefined, status: VexStatus): VexStatus {
  if (word === 'unknown') return 'under_investigation';
  if (word !== 'unaffected') return status;
  return status === 'fixed' ? 'fixed' : 'not_affected';
}

type Place = Pick<VexStatement, 'parts' | 'within'>;

/** What `bom-ref` values and BOM-Links stand for. */
class References {
  readonly #identities = new Map<string, Identity>();
  readonly #root: string | undefined;

  constructor({ metadata, components = [] }: CycloneDxVex) {
    const root = CycloneDxComponent.safeParse(metadata?.component);
    this.#root = root.success ? root.data['bom-ref'] : undefined;
    if (root.success) {
      const { name = '', version = '', components: inner = [] } = root.data;
      const named = identityOfComponent(
        root.data,
        name,
        version === '' ? '' : `${name}:${version}`,
      );
      if (this.#root !== undefined) this.#identities.set(this.#root, named);
      this.#collect(inner, 0);
    }
    this.#collect(components, 0);
  }

  /** The root is the artifact, and everything in it is meant; other references are components. */
  placeOf(ref: string): Place | undefined {
    const target = targetOf(ref);
    const known = this.#identities.get(target) ?? this.#identities.get(ref);
    if (known !== undefined && target === this.#root)
      return isEmpty(known) ? undefined : { within: [known] };
    const parts = known ?? identityOf([target, ...purlIn(target)]);
    return isEmpty(parts) ? undefined : { parts };
  }

  #collect(components: readonly unknown[], depth: number): void {
    if (depth > maxDepth) return;
    for (const raw of components) {
      const component = CycloneDxComponent.safeParse(raw);
      if (!component.success) continue;
      const { 'bom-ref': ref, components: inner = [] } = component.data;
      if (ref !== undefined) this.#identities.set(ref, identityOfComponent(component.data, ref));
      this.#collect(inner, depth + 1);
    }
  }
}

function identityOfComponent(component: CycloneDxComponent, ...names: readonly string[]): Identity {
  const { purl = '', cpe = '', hashes = [] } = component;
  return identityOf(
    [purl, cpe, ...names],
    hashes.map(({ content }) => content),
  );
}

/** The reference inside a BOM-Link (`urn:cdx:serial/version#ref`), whose part after `#` is percent-encoded. */
function targetOf(ref: string): string {
  if (!ref.startsWith('urn:cdx:')) return ref;
  const hash = ref.indexOf('#');
  const fragment = hash === -1 ? '' : ref.slice(hash + 1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Our own references are a package URL and a place: `pkg:npm/x@1#/app/package.json`. */
function purlIn(target: string): readonly string[] {
  const at = target.indexOf('#/');
  return target.startsWith('pkg:') && at > 0 ? [target.slice(0, at)] : [];
}
