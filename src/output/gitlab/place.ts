import type { Artifact } from '#model/artifact.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import { componentOfFinding, type Finding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { clean } from '../clean.ts';
import { detailOf } from '../kind/detail.ts';
import { objectPath } from '../kube/object-words.ts';

/** Where something is in an image (container-scanning report). */
export function imageLocation(finding: Finding, { inventory }: ScanReport): object {
  const { artifact, os } = inventory;
  const system = os === undefined ? 'unknown' : `${os.id} ${os.version}`.trim();
  return {
    dependency: {
      package: { name: nameInLocation(finding) },
      version: detailOf(finding).version,
    },
    operating_system: clean(system, 200) || 'unknown',
    image: imageName(artifact),
  };
}

/** Where something is in the sources (SAST and secret-detection reports): a file of the repository and its lines. */
export function fileLocation(finding: Finding): object {
  const [{ path, line, endLine } = { path: '' }] = finding.locations;
  const object = 'fault' in finding ? finding.fault.object : undefined;
  const file = clean(path, 1000).replace(/^\/+/, '');
  return {
    file: file === '' ? 'unknown' : file,
    ...(line !== undefined && { start_line: line, end_line: Math.max(line, endLine ?? line) }),
    ...(object !== undefined && { class: objectPath(object) }),
  };
}

/** Libraries carry their path: GitLab tells findings apart by location. */
function nameInLocation(finding: Finding): string {
  const component = componentOfFinding(finding);
  if (component === undefined) return detailOf(finding).subject;
  if (isOperatingSystemEcosystem(component.ecosystem)) return component.name;
  return `${component.name} (${component.locations[0].path})`;
}

/** GitLab wants `name:tag`, with an optional port; what is no such name gets a tag that says so. */
function imageName({ reference }: Artifact): string {
  const name = clean(reference, 500);
  return /^[^:]+(?::[0-9]+[^:]*)?:[^:]+(?::[^:]+)?$/.test(name)
    ? name
    : `${name.replaceAll(':', '-') || 'unnamed'}:untagged`;
}
