import { sha256Hex } from '#kit/hash.ts';
import type { Component, Hash } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { ScanReport } from '#model/report.ts';
import { imagePurl } from '../image-purl.ts';
import { detailOf } from '../kind/detail.ts';
import { type Property, packageProperties, systemProperties } from '../sbom-properties.ts';
import { declaredLicense } from './licence.ts';

const algorithms: Readonly<Record<Hash['algorithm'], string>> = {
  md5: 'MD5',
  sha1: 'SHA1',
  sha256: 'SHA256',
  sha512: 'SHA512',
};

type Fields = Readonly<Record<string, unknown>>;

/** SPDXIDs of the artifact and of its operating system. */
export const rootId = 'SPDXRef-Artifact';
export const systemId = 'SPDXRef-OperatingSystem';

/** Who wrote annotations and when: facts of the tool that SPDX has no field for (SPDX 2.3 section 12). */
export interface Annotator {
  readonly annotator: string;
  readonly annotationDate: string;
}

/** The SPDXID of a component: letters, digits, dots and hyphens only (SPDX 2.3 section 7.2). */
export function packageId(componentId: string): string {
  return `SPDXRef-Package-${sha256Hex(componentId.toWellFormed()).slice(0, 24)}`;
}

/** A component as a package (SPDX 2.3 section 7) with its vulnerabilities as security references. */
export function spdxPackage(
  component: Component,
  findings: readonly JudgedFinding[],
  by: Annotator,
): Fields {
  return {
    ...common(component.name, packageId(component.id)),
    ...(component.version !== '' && { versionInfo: component.version }),
    supplier: component.supplier ? `Organization: ${component.supplier}` : 'NOASSERTION',
    licenseDeclared: declaredLicense(component.licenses),
    sourceInfo: `found in ${component.locations.map(({ path }) => path).join(', ')}`,
    primaryPackagePurpose: 'LIBRARY',
    ...(component.hashes?.length && {
      checksums: component.hashes.map(({ algorithm, value }) => ({
        algorithm: algorithms[algorithm],
        checksumValue: value,
      })),
    }),
    externalRefs: [
      purlReference(component.purl),
      ...(component.cpes ?? []).flatMap(cpeReference),
      ...securityReferences(findings),
    ],
    annotations: annotations(packageProperties(component), by),
  };
}

/** The artifact itself. */
export function rootPackage({ inventory }: ScanReport): Fields {
  const { artifact } = inventory;
  const container = artifact.kind === 'image' || artifact.kind === 'container';
  const purl = imagePurl(inventory);
  return {
    ...common(artifact.reference, rootId),
    ...(artifact.digest !== undefined && { versionInfo: artifact.digest }),
    supplier: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    primaryPackagePurpose: container ? 'CONTAINER' : 'OTHER',
    ...(purl !== undefined && { externalRefs: [purlReference(purl)] }),
  };
}

/** The operating system of the artifact. */
export function systemPackage(os: OperatingSystem, by: Annotator): Fields {
  return {
    ...common(os.id, systemId),
    ...(os.version !== '' && { versionInfo: os.version }),
    supplier: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    primaryPackagePurpose: 'OPERATING_SYSTEM',
    annotations: annotations(systemProperties(os), by),
  };
}

function common(name: string, id: string): object {
  return {
    name,
    SPDXID: id,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
  };
}

function purlReference(purl: string): object {
  return {
    referenceCategory: 'PACKAGE-MANAGER',
    referenceType: 'purl',
    referenceLocator: purl,
  };
}

/** A CPE name (SPDX 2.3 annex F); one that would break the line format is left out. */
function cpeReference(cpe: string): readonly object[] {
  if (!/^cpe:2\.3:\S+$/.test(cpe)) return [];
  return [{ referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe }];
}

/** One advisory page per vulnerability (SPDX 2.3 annex F, security category). */
function securityReferences(findings: readonly JudgedFinding[]): readonly object[] {
  return findings.flatMap(({ finding }) => {
    const [link] = detailOf(finding).links;
    if (link === undefined) return [];
    return [
      {
        referenceCategory: 'SECURITY',
        referenceType: 'advisory',
        referenceLocator: link.url,
        comment: `${finding.rule} ${finding.severity}`,
      },
    ];
  });
}

function annotations(properties: readonly Property[], by: Annotator): readonly object[] {
  return properties.map(([name, value]) => ({
    ...by,
    annotationType: 'OTHER',
    comment: `${name}=${value}`,
  }));
}
