import type { Limits } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { OwnershipObservation } from '#model/observation.ts';
import type { Budget } from '../bounds.ts';
import { fileDigestsOf } from './file-digests.ts';
import { type RpmHeader, rpmTags } from './header.ts';

/** What is read of one installed rpm package. */
export interface RpmPackage {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** 0 when the package has none: rpm compares both alike. */
  readonly epoch: number;
  readonly architecture: string;
  /** File name of the source package, `bash-5.1.8-6.el9.src.rpm`; '' when unknown. */
  readonly sourceRpm: string;
  readonly vendor: string;
  /** Whether `vendor` is what the package calls its vendor, and not its packager. */
  readonly isVendorStated: boolean;
  readonly license: string;
  /** `name:stream:version:context`; '' outside modules. */
  readonly modularity: string;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  readonly files: readonly string[];
  readonly digests?: NonNullable<OwnershipObservation['digests']>;
}

/** What reading packages may cost: entries of the whole database, bytes of one path. */
export interface Reading {
  readonly budget: Budget;
  readonly limits: Limits;
}

/** Reads what the header of a package states. Throws `input.malformed` and `limit.entries`. */
export function packageOf(header: RpmHeader, { budget, limits }: Reading): RpmPackage {
  function list(tag: number): readonly string[] {
    const values = header.strings(tag, limits.maxEntries);
    budget.spend(values.length);
    return values;
  }
  const files = filesOf(header, list, limits.maxPathBytes);
  const digests = fileDigestsOf(header, files.length, limits.maxEntries);
  return {
    name: header.string(rpmTags.name) ?? '',
    version: header.string(rpmTags.version) ?? '',
    release: header.string(rpmTags.release) ?? '',
    epoch: header.numbers(rpmTags.epoch)[0] ?? 0,
    architecture: header.string(rpmTags.arch) ?? '',
    sourceRpm: stated(header.string(rpmTags.sourceRpm)),
    vendor: stated(header.string(rpmTags.vendor)) || stated(header.string(rpmTags.packager)),
    isVendorStated: stated(header.string(rpmTags.vendor)) !== '',
    license: stated(header.string(rpmTags.license)),
    modularity: stated(header.string(rpmTags.modularityLabel)),
    requires: [...new Set(list(rpmTags.requireName))].filter(isResolvable),
    provides: [...new Set(list(rpmTags.provideName))],
    files,
    ...(digests !== undefined && { digests }),
  };
}

function stated(text: string | undefined): string {
  return text === undefined || text === '(none)' ? '' : text;
}

/** `rpmlib(…)` asks for abilities of rpm itself; boolean dependencies, in parentheses, have no single name. */
function isResolvable(name: string): boolean {
  return name !== '' && !name.startsWith('rpmlib(') && !name.startsWith('(');
}

/** Base names, each with the number of its directory; before rpm 4 whole paths. */
function filesOf(
  header: RpmHeader,
  list: (tag: number) => readonly string[],
  maxPathBytes: number,
): readonly string[] {
  const names = list(rpmTags.baseNames);
  if (names.length === 0) return list(rpmTags.oldFileNames);
  const directories = list(rpmTags.dirNames);
  const indexes = header.numbers(rpmTags.dirIndexes);
  return names.map((name, at) => {
    const directory = directories[indexes[at] ?? -1];
    if (directory === undefined || directory.length + name.length > maxPathBytes)
      throw new CaissonError('input.malformed', 'rpm header: a file without a proper directory');
    return directory + name;
  });
}
