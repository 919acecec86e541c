import type { Observation } from '#model/observation.ts';
import { assemblyComponent } from '../language/dotnet/assembly.ts';
import { readCliAssembly } from './cli-assembly.ts';
import { openPe } from './pe-directory.ts';
import { readVersionStrings } from './pe-version.ts';
import type { Program } from './program.ts';

/** The .NET assembly in a PE file. Beside a `deps.json`, which knows the packages, the merge leaves it out. */
export function* observeAssembly(program: Program): Iterable<Observation> {
  const { source, executable, location } = program;
  if (executable.format !== 'pe') return;
  const image = openPe(source, executable);
  const assembly = image && readCliAssembly(image);
  if (image === undefined || assembly === undefined) return;
  const component = assemblyComponent(assembly, readVersionStrings(image), location);
  if (component !== undefined) yield { type: 'component', component };
}
