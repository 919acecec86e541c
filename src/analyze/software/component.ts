import type { FileView } from '#contract/source.ts';
import { type Component, componentId } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { formatPurl, parsePurl } from '#model/purl.ts';
import { locationOf } from '../language/package-component.ts';
import { fill } from './fill.ts';
import type { Recognition } from './record.ts';

/**
 * A recognised product as a component. Its main module, when it is a Go program, is a component of its own (read from
 * build information, matched by advisories of the Go ecosystem); the product carries the CPE names, and contains it.
 */
export function* observeProduct(recognition: Recognition, file: FileView): Iterable<Observation> {
  const { record, version, groups, confidence, module } = recognition;
  const purl = formatPurl({ ...parsePurl(record.purl), version });
  const location = locationOf(file);
  const component: Component = {
    id: componentId(purl, file.path),
    purl,
    name: parsePurl(record.purl).name,
    version,
    ecosystem: 'generic',
    presence: 'installed',
    locations: [location],
    ...(record.cpes.length > 0 && { cpes: record.cpes.map((cpe) => fillCpe(cpe, groups)) }),
    technique: 'binary-analysis',
    confidence,
  };
  yield { type: 'component', component };
  if (module !== undefined)
    yield {
      type: 'relation',
      location,
      relation: { from: component.id, to: module, kind: 'contains' },
    };
}

/** Values are bound as CPE 2.3 formatted strings want them (NIST IR 7695 §6.2.2); an empty one is any value. */
function fillCpe(template: string, groups: ReadonlyMap<string, string>): string {
  return template
    .split(/(?<!\\):/)
    .map((part) => (part.includes('{') ? bind(fill(part, groups)) : part))
    .join(':');
}

function bind(value: string): string {
  return value === '' ? '*' : value.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '\\$&');
}
