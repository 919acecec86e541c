import type { Component } from '#model/component.ts';
import { componentId } from '#model/component.ts';
import type { Location } from '#model/location.ts';
import type { CliAssembly } from '../../binary/cli-assembly.ts';
import type { VersionStrings } from '../../binary/pe-version.ts';
import { textOf } from '../package-component.ts';
import { nugetPurl } from '../package-url.ts';

/**
 * A .NET assembly as the NuGet package of its name: that is what nearly all packages call their assembly, but it is no more
 * than likely. Its version is that of the product, which builds take from the package, while the assembly's own often
 * stays the same over many releases. `undefined` for translations and for what has no name or version.
 */
export function assemblyComponent(
  assembly: CliAssembly,
  strings: VersionStrings,
  location: Location,
): Component | undefined {
  const name = textOf(assembly.name);
  const version = packageVersion(assembly, strings);
  if (name === undefined || version === undefined || assembly.culture !== '') return undefined;
  const purl = nugetPurl(name, version);
  const supplier = textOf(strings.get('CompanyName') ?? '');
  return {
    id: componentId(purl, location.path),
    purl,
    name,
    version,
    ecosystem: 'nuget',
    presence: 'installed',
    locations: [location],
    ...(supplier !== undefined && { supplier }),
    technique: 'binary-analysis',
    confidence: 0.6,
  };
}

/** `13.0.3` of `13.0.3+0a2e29…`; the file's version when the product states none, then the assembly's. */
function packageVersion(assembly: CliAssembly, strings: VersionStrings): string | undefined {
  const stated = [
    strings.get('ProductVersion'),
    strings.get('FileVersion'),
    strings.get('Assembly Version'),
    assembly.version,
  ];
  const found = stated
    .map((text) => /^\d{1,9}(?:\.\d{1,9}){1,3}(?:-[0-9A-Za-z.-]{1,64})?/.exec(text ?? '')?.[0])
    .find((version) => version !== undefined && !/^[0.]+$/.test(version));
  return found?.replace(/^(\d+\.\d+\.\d+)\.0$/, '$1');
}
