import type { Reference, SourceString } from '../model.ts';
import { gitPinning } from '../reference.ts';
import { imageReference } from '../system/reference.ts';
import { imageAt } from './agent.ts';
import type { GroovyCall, PlacedCall } from './groovy.ts';
import type { GroovyText } from './text.ts';

/** Libraries and images that the file fetches. */
export function referencesIn(calls: readonly PlacedCall[]): readonly (Reference | undefined)[] {
  return calls.flatMap(({ call, within }) => [...librariesOf(call, within), ...imagesOf(call)]);
}

/** `@Library('name@version')`, `library 'name@version'`, `libraries { lib('name@version') }`. */
function librariesOf(call: GroovyCall, within: readonly GroovyCall[]): readonly Reference[] {
  const isLibrary =
    call.name === '@Library' ||
    call.name === 'library' ||
    (call.name === 'lib' && within.at(-1)?.name === 'libraries');
  if (!isLibrary) return [];
  const texts = call.args
    .filter(({ name }) => name === undefined || name === 'value' || name === 'identifier')
    .flatMap((each) => each.texts);
  return texts.map(libraryOf);
}

function libraryOf(written: GroovyText): Reference {
  const { value, range } = written;
  const text: SourceString = { value, range };
  const at = value.lastIndexOf('@');
  const version = at < 0 ? undefined : value.slice(at + 1);
  return {
    kind: 'library',
    text,
    origin: written.holes.length > 0 ? 'dynamic' : 'remote',
    source: at < 0 ? value : value.slice(0, at),
    ...(version !== undefined && { version }),
    pinned: gitPinning(version),
  };
}

/** Pods that stand in the file: `kubernetes { yaml '…' }`, `podTemplate(yaml: '…')`. */
export function yamlTexts({ name, args }: GroovyCall): readonly GroovyText[] {
  const given = args.filter((each) => (name === 'yaml' ? !each.name : each.name === 'yaml'));
  return given.flatMap(({ texts }) => texts);
}

function imagesInYaml(text: GroovyText): readonly Reference[] {
  return [...text.value.matchAll(/^[ \t-]*image:[ \t]*["']?([^\s"'#]{1,300})/gm)].map((match) => {
    const [line, value = ''] = match;
    const start = match.index + line.length - value.length;
    const name = { value, range: text.rangeOf(start, start + value.length) };
    return imageReference(name, {}, /\$/);
  });
}

/** `docker.image('x')`, `containerTemplate(image: 'x')`, `docker { image 'x' }`. */
function imagesOf(call: GroovyCall): readonly (Reference | undefined)[] {
  if (call.name.startsWith('docker.image') && call.args[0] !== undefined)
    return [imageAt(call.args[0])];
  const inYaml = yamlTexts(call).flatMap(imagesInYaml);
  if (inYaml.length > 0) return inYaml;
  if (call.name === 'containerTemplate')
    return call.args.filter(({ name }) => name === 'image').map((each) => imageAt(each));
  return [];
}
