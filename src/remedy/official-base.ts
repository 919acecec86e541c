import type { Component } from '#model/component.ts';
import type { BaseLayers } from './base-layers.ts';
import { shellWord } from './shell.ts';

/** Images whose names differ from that of the product they bring. */
const imageNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['http_server', ['httpd']],
  ['apache2', ['httpd']],
  ['postgresql', ['postgres']],
  ['nodejs', ['node']],
  ['openjdk', ['openjdk', 'temurin', 'corretto', 'zulu', 'jdk', 'jre', 'java']],
  ['jdk', ['openjdk', 'temurin', 'corretto', 'zulu', 'jdk', 'java']],
  ['jre', ['openjdk', 'temurin', 'corretto', 'zulu', 'jre', 'java']],
  ['java', ['openjdk', 'temurin', 'corretto', 'zulu', 'jdk', 'jre']],
]);

/**
 * How to renew a product that the base image brought and is named after: the line of the Dockerfile, with the new version
 * in the tag where the old one stands there. `undefined` when the base is about something else.
 */
export function rebaseOnOfficial(
  components: readonly Component[],
  to: string,
  base: BaseLayers,
): { readonly name: string; readonly command: string } | undefined {
  if (base.reference === undefined || !components.every((component) => base.has(component)))
    return undefined;
  const plain = base.reference.split('@', 1)[0] ?? '';
  const image = plain.slice(plain.lastIndexOf('/') + 1);
  const [repository = '', tag = ''] = image.split(':', 2);
  const first = components[0];
  if (first === undefined || !isNamedAfter(repository, first.name.toLowerCase())) return undefined;
  const isDated = first.version !== '' && tag.includes(first.version);
  if (!isDated) return { name: `a newer ${image}`, command: 'docker build --pull .' };
  const renewed = tag.replace(first.version, () => to);
  const reference = `${plain.slice(0, plain.length - tag.length)}${renewed}`;
  return { name: `${repository}:${renewed}`, command: `FROM ${shellWord(reference)}` };
}

function isNamedAfter(repository: string, product: string): boolean {
  return [product, ...(imageNames.get(product) ?? [])].some((name) => repository.includes(name));
}
