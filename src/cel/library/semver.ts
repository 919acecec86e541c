import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { BOOL, INT, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, int, Opaque } from '../value.ts';
import { attempt, isGood } from './attempt.ts';
import {
  compareVersions,
  formatVersion,
  parseLenientVersion,
  parseSemanticVersion,
  type SemanticVersion,
} from './semantic-version.ts';

/** The type `kubernetes.Semver`. */
const SEMVER: Type<Semver> = opaqueType('kubernetes.Semver');

/** A semantic version. */
export class Semver extends Opaque {
  readonly type = SEMVER;
  readonly version: SemanticVersion;

  constructor(version: SemanticVersion) {
    super();
    this.version = version;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Semver && compareVersions(this.version, other.version) === 0;
  }

  override toText(): string {
    return formatVersion(this.version);
  }
}

function toSemver(text: string, normalize = false): Semver | CelError {
  const parse = normalize ? parseLenientVersion : parseSemanticVersion;
  const version = attempt(() => parse(text));
  return version instanceof CelError ? version : new Semver(version);
}

function number(pick: (version: SemanticVersion) => bigint) {
  // Kubernetes reads the unsigned number as a signed one.
  return [member([SEMVER], INT, (semver) => int(BigInt.asIntN(64, pick(semver.version))))];
}

const cost = { cost: (text: string) => traversal(text) };

/** Semantic versions (k8s.io/apiserver cel/library, `semver` version 1). */
export const semverLibrary: Library = {
  name: 'kubernetes.Semver',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 33,
  functions: [
    {
      name: 'semver',
      overloads: [
        over([STRING], SEMVER, (text) => toSemver(text), cost),
        over([STRING, BOOL], SEMVER, (text, normalize) => toSemver(text, normalize), cost),
      ],
    },
    {
      name: 'isSemver',
      overloads: [
        over([STRING], BOOL, (text) => isGood(toSemver(text)), cost),
        over([STRING, BOOL], BOOL, (text, normalize) => isGood(toSemver(text, normalize)), cost),
      ],
    },
    { name: 'major', overloads: number((version) => version.major) },
    { name: 'minor', overloads: number((version) => version.minor) },
    { name: 'patch', overloads: number((version) => version.patch) },
    {
      name: 'isLessThan',
      overloads: [
        member([SEMVER, SEMVER], BOOL, (a, b) => compareVersions(a.version, b.version) < 0),
      ],
    },
    {
      name: 'isGreaterThan',
      overloads: [
        member([SEMVER, SEMVER], BOOL, (a, b) => compareVersions(a.version, b.version) > 0),
      ],
    },
    {
      name: 'compareTo',
      overloads: [member([SEMVER, SEMVER], INT, (a, b) => compareVersions(a.version, b.version))],
    },
  ],
};
