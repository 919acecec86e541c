import { type ImageName, versionOf } from './image.ts';

type Version = readonly number[];

/** A flaw of a program that holds the keys of clusters. */
interface Flaw {
  /** Last part of the repository. */
  readonly name: string;
  readonly cve: string;
  readonly alias: string;
  /** First release that has it. */
  readonly since: Version;
  /** First release of each line that has the fix. */
  readonly fixed: readonly Version[];
}

const flaws: readonly Flaw[] = [
  {
    name: 'argocd',
    cve: 'CVE-2022-24348',
    alias: 'kubescape:C-0081',
    since: [0, 0, 0],
    fixed: [
      [2, 1, 9],
      [2, 2, 4],
    ],
  },
  {
    name: 'grafana',
    cve: 'CVE-2022-39328',
    alias: 'kubescape:C-0090',
    since: [9, 2, 0],
    fixed: [[9, 2, 4]],
  },
  {
    name: 'kyverno',
    cve: 'CVE-2022-47633',
    alias: 'kubescape:C-0091',
    since: [1, 8, 3],
    fixed: [[1, 8, 5]],
  },
];

/** What is known of an image by its name and the version in its tag. */
export function flawsOf(
  image: ImageName,
): readonly { readonly cve: string; readonly alias: string }[] {
  const version = versionOf(image.tag);
  if (version === undefined) return [];
  return flaws.filter((flaw) => image.repository.endsWith(`/${flaw.name}`) && isIn(version, flaw));
}

function isIn(version: Version, { since, fixed }: Flaw): boolean {
  if (compare(version, since) < 0) return false;
  const line = fixed.find(([major, minor]) => version[0] === major && version[1] === minor);
  return compare(version, line ?? fixed[0] ?? since) < 0;
}

function compare(a: Version, b: Version): number {
  const at = [0, 1, 2].find((one) => a[one] !== b[one]);
  return at === undefined ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
