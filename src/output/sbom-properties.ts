import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import { sbomProperty } from '#model/sbom-property.ts';

export type Property = readonly [name: string, value: string];

/** The facts about a component that SBOM formats have no field for; see `sbomProperty` for their order and meaning. */
export function packageProperties(component: Component): readonly Property[] {
  const { source, modularity, owner, architecture } = component;
  return [
    [sbomProperty.id, component.id],
    [sbomProperty.ecosystem, component.ecosystem],
    [sbomProperty.presence, component.presence],
    ...component.locations.flatMap(({ path, layer }): readonly Property[] => [
      [sbomProperty.path, path],
      ...(layer === undefined ? [] : [[sbomProperty.layer, layer] as const]),
    ]),
    ...(source === undefined
      ? []
      : [
          [sbomProperty.sourceName, source.name] as const,
          [sbomProperty.sourceVersion, source.version] as const,
        ]),
    ...present(sbomProperty.modularity, modularity),
    ...present(sbomProperty.owner, owner),
    ...present(sbomProperty.architecture, architecture),
    ...(component.scopes ?? []).map((scope): Property => [sbomProperty.scope, scope]),
    ...identityProperties(component),
    ...removalProperties(component),
  ];
}

/** The facts about an operating system that SBOM formats have no field for. */
export function systemProperties(os: OperatingSystem): readonly Property[] {
  return [
    ...os.like.map((word): Property => [sbomProperty.osLike, word]),
    ...present(sbomProperty.osCodename, os.codename),
    [sbomProperty.osTitle, os.title],
    [sbomProperty.osPath, os.path],
    ...(os.repositories ?? []).map((name): Property => [sbomProperty.osRepository, name]),
  ];
}

function identityProperties(component: Component): readonly Property[] {
  const { direct, cpes, technique, confidence, linked } = component;
  return [
    ...present(sbomProperty.direct, direct === undefined ? undefined : `${direct}`),
    ...(cpes ?? []).map((cpe): Property => [sbomProperty.cpe, cpe]),
    ...present(sbomProperty.technique, technique),
    ...present(sbomProperty.confidence, confidence === undefined ? undefined : `${confidence}`),
    ...(linked?.packages ?? []).map((path): Property => [sbomProperty.linkedPackage, path]),
    ...present(sbomProperty.linkedFunctions, linked?.functions),
  ];
}

function removalProperties({ removedIn, replacedBy, thirdParty }: Component): readonly Property[] {
  return [
    ...present(sbomProperty.removedIn, removedIn),
    ...present(sbomProperty.replacedBy, replacedBy),
    ...present(sbomProperty.thirdParty, thirdParty === undefined ? undefined : `${thirdParty}`),
  ];
}

function present(name: string, value: string | undefined): readonly Property[] {
  return value === undefined ? [] : [[name, value]];
}
