import type { Attestation } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { Exception } from './exception.ts';
import { readVex } from './vex/read.ts';

/**
 * Reads a VEX document (OpenVEX 0.2, CSAF 2.0 and 2.1 or CycloneDX 1.4 and later as JSON; also inside an in-toto statement,
 * DSSE envelope or Sigstore bundle) and gives every statement for every product. Which of them holds is decided when they are
 * applied. `name` stands in messages and origins. Throws `input.malformed` or `input.unsupported`.
 */
export function parseVex(text: string, name: string): readonly Exception[] {
  if (/^\s*</.test(text.slice(0, 1000)))
    throw new CaissonError('input.unsupported', `${quote(name)} is XML, which is not read as VEX`, {
      hint: 'convert it to JSON: cyclonedx convert --output-format json',
    });
  return readVex(parseJson(text, `the VEX document ${quote(name)}`), { name, isAttached: false });
}

/** Predicate types that carry VEX: OpenVEX, CSAF and CycloneDX in their versions. */
const vexPredicates = [
  /^https?:\/\/(?:www\.)?openvex\.dev\/ns/,
  /^https?:\/\/docs\.oasis-open\.org\/csaf\//,
  /^https?:\/\/(?:www\.)?cyclonedx\.org\/(?:vex|bom|schema)/,
] as const;

/** Whether an attestation may hold VEX statements, by its predicate type. A CycloneDX one may also be a plain SBOM. */
function mayHoldVex({ predicateType }: Pick<Attestation, 'predicateType'>): boolean {
  return vexPredicates.some((pattern) => pattern.test(predicateType.slice(0, 300)));
}

/**
 * Statements that came with an artifact: nothing for predicates that are no VEX. Their origin says that nobody verified who
 * made them, unless somebody did. Throws `input.malformed` and `input.unsupported`.
 */
export function exceptionsOfAttestation(
  attestation: Attestation,
  name: string,
): readonly Exception[] {
  if (!mayHoldVex(attestation)) return [];
  return readVex(attestation.statement, { name, isAttached: !attestation.verified });
}
