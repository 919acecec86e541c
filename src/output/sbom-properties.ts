import type { Component } from '#model/component.ts';
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
  ];
}

function present(name: string, value: string | undefined): readonly Property[] {
  return value === undefined ? [] : [[name, value]];
}
