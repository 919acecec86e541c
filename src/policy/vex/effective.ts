import type { AppliedException, FindingRemark } from '#model/decision.ts';
import type { Exception } from '../exception.ts';

/**
 * The statement that holds, of several about one finding: what a person named goes before what came with the artifact, then
 * the latest moment wins (OpenVEX 0.2 and go-vex, also between documents), then one that names versions, then the last one.
 */
export function effectiveStatement(statements: readonly Exception[]): Exception | undefined {
  let best: Exception | undefined;
  for (const statement of statements)
    if (best === undefined || !goesBefore(best, statement)) best = statement;
  return best;
}

function goesBefore(a: Exception, b: Exception): boolean {
  for (const weigh of [trust, moment, precision]) {
    const difference = weigh(a) - weigh(b);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function trust({ vex }: Exception): number {
  return vex?.isAttached === true ? 0 : 1;
}

/** Two statements without a moment are equal, so infinity (whose difference is no number) is no answer. */
function moment({ vex }: Exception): number {
  return vex?.timeMs ?? -Number.MAX_SAFE_INTEGER;
}

function precision(statement: Exception): number {
  return namesVersions(statement) ? 1 : 0;
}

/** Whether a statement says which versions it is about: of the component, or of a product that holds it. */
function namesVersions({ packages, parts, versions, within = [] }: Exception): boolean {
  if (versions !== undefined) return true;
  const identities = [...within, ...(parts === undefined ? [] : [parts])];
  return (
    [...packages, ...identities.flatMap(({ purls }) => purls)].some(hasVersion) ||
    identities.some(({ hashes, names }) => hashes.length + names.length > 0)
  );
}

function hasVersion(purl: string): boolean {
  const [path = '', query = ''] = purl.split('#', 1).join('').split('?', 2);
  return path.lastIndexOf('@') > path.lastIndexOf('/') || /(?:^|&)tag=./.test(query);
}

/**
 * Whether a statement settles a finding: `not_affected` does; `fixed` does for the versions that it names, and one that
 * names none cannot speak of the version that is there.
 */
export function settles(statement: Exception): boolean {
  const { vex } = statement;
  if (vex === undefined || vex.status === 'not_affected') return true;
  return vex.status === 'fixed' && namesVersions(statement);
}

/** What reaches people of a statement that settles nothing. */
export function remarkOf({ origin, owner, note, stated, vex }: Exception): FindingRemark {
  const text = [vex?.advice, note].filter((part) => part !== undefined).join('; ');
  return {
    status: vex?.status ?? 'affected',
    origin,
    ...(text !== '' && { text }),
    ...(owner !== undefined && { owner }),
    ...(stated !== undefined && { stated }),
  };
}

/** The part of an exception that stands in reports. */
export function publicPart(exception: Exception): AppliedException {
  const { origin, justification, note, owner, expires, status, stated } = exception;
  return {
    origin,
    justification,
    ...(note !== undefined && { note }),
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
    ...(status !== undefined && { status }),
    ...(stated !== undefined && { stated }),
  };
}
