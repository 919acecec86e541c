import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { Exception, Identity } from '../exception.ts';
import { exceptionsOfCsaf } from './csaf.ts';
import { exceptionsOfCycloneDx } from './cyclonedx.ts';
import { exceptionsOfOpenVex } from './openvex.ts';
import { CsafVex, CycloneDxVex, Envelope, OpenVex, Statement } from './schema.ts';
import { identityOf, type VexSource } from './statement.ts';

const maxWraps = 4;
const maxIssues = 5;

/**
 * Reads parsed JSON as VEX, whatever its format: OpenVEX, CSAF, CycloneDX, each also as the predicate of an in-toto statement
 * and that in a DSSE envelope or a Sigstore bundle. Throws `input.malformed` or `input.unsupported`.
 */
export function readVex(document: unknown, source: VexSource): readonly Exception[] {
  return unwrap(document, source, { depth: 0 });
}

interface Around {
  readonly depth: number;
  /** What an attestation is about. */
  readonly subject?: Identity;
}

function unwrap(document: unknown, source: VexSource, around: Around): readonly Exception[] {
  if (!isRecord(document) || around.depth > maxWraps) throw noVex(source);
  const inner = { ...around, depth: around.depth + 1 };
  if (isRecord(document['dsseEnvelope'])) return unwrap(document['dsseEnvelope'], source, inner);
  if (typeof document['payloadType'] === 'string')
    return unwrap(payloadOf(document, source), source, inner);
  if (typeof document['predicateType'] === 'string') {
    const statement = checked(Statement, document, source);
    const subject = subjectOf(statement);
    const { predicate } = statement;
    // cosign wraps predicates of its own type `custom` once more.
    const data = isRecord(predicate) && 'Data' in predicate ? predicate['Data'] : predicate;
    const content = typeof data === 'string' ? parseJson(data, titleOf(source)) : data;
    return unwrap(content, source, { ...inner, ...(subject !== undefined && { subject }) });
  }
  return readPlain(document, source, around.subject);
}

function readPlain(
  document: Readonly<Record<string, unknown>>,
  source: VexSource,
  subject: Identity | undefined,
): readonly Exception[] {
  const context = document['@context'];
  if (typeof context === 'string' && /^https?:\/\/openvex\.dev\/ns|^text\/vex/.test(context))
    return exceptionsOfOpenVex(checked(OpenVex, document, source), source, subject);
  if (document['bomFormat'] === 'CycloneDX') {
    if (document['vulnerabilities'] === undefined) throw noVex(source);
    return exceptionsOfCycloneDx(checked(CycloneDxVex, document, source), source);
  }
  const head = document['document'];
  if (isRecord(head) && head['csaf_version'] !== undefined)
    return exceptionsOfCsaf(checked(CsafVex, document, source), source);
  throw noVex(source);
}

function checked<Output>(schema: z.ZodType<Output>, document: unknown, source: VexSource): Output {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, maxIssues);
  throw new CaissonError(
    'input.malformed',
    `${titleOf(source)} is not valid:\n${z.prettifyError(new z.ZodError(faults))}`,
  );
}

function payloadOf(document: unknown, source: VexSource): unknown {
  const { payload } = checked(Envelope, document, source);
  return parseJson(Buffer.from(payload, 'base64').toString('utf8'), titleOf(source));
}

/** An attestation is about its subjects; by their digests, where they state any, else by name. */
function subjectOf({ subject = [] }: Statement): Identity | undefined {
  const names: string[] = [];
  const hashes: string[] = [];
  for (const { name = '', digest = {} } of subject) {
    const values = Object.values(digest).filter((value) => typeof value === 'string');
    if (values.length > 0) hashes.push(...values);
    else names.push(name);
  }
  return names.length + hashes.length === 0 ? undefined : identityOf(names, hashes);
}

function titleOf({ name }: VexSource): string {
  return `the VEX document ${quote(name)}`;
}

function noVex({ name }: VexSource): CaissonError {
  return new CaissonError(
    'input.unsupported',
    `${quote(name)} is no OpenVEX, CSAF or CycloneDX document with vulnerabilities`,
  );
}
