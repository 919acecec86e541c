import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { BOOL, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, Opaque } from '../value.ts';
import { attempt, isGood } from './attempt.ts';
import { formatImageName, type ImageName, parseImageName } from './image-name.ts';

/** The type `kyverno.image`. */
const IMAGE: Type<Image> = opaqueType('kyverno.image');

/** A reference of a container image. */
class Image extends Opaque {
  readonly type = IMAGE;
  readonly name: ImageName;

  constructor(name: ImageName) {
    super();
    this.name = name;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Image && this.toText() === other.toText();
  }

  override toText(): string {
    return formatImageName(this.name);
  }
}

function toImage(text: string): Image | CelError {
  const name = attempt(() => parseImageName(text));
  return name instanceof CelError ? name : new Image(name);
}

function part(pick: (name: ImageName) => string) {
  return [member([IMAGE], STRING, (image) => pick(image.name))];
}

/** References of images (Kyverno 1.18 `kyverno.image`). `image(…)` is the older name of `parseImageReference(…)`. */
export const imageLibrary: Library = {
  name: 'kyverno.image',
  bases: ['kyverno', 'caisson'],
  functions: [
    { name: 'image', overloads: [over([STRING], IMAGE, toImage)] },
    { name: 'parseImageReference', overloads: [over([STRING], IMAGE, toImage)] },
    { name: 'isImage', overloads: [over([STRING], BOOL, (text) => isGood(toImage(text)))] },
    {
      name: 'containsDigest',
      overloads: [member([IMAGE], BOOL, ({ name }) => name.digest !== undefined)],
    },
    { name: 'registry', overloads: part((name) => name.registry) },
    { name: 'repository', overloads: part((name) => name.repository) },
    { name: 'identifier', overloads: part((name) => name.digest ?? name.tag ?? '') },
    { name: 'tag', overloads: part((name) => name.tag ?? '') },
    { name: 'digest', overloads: part((name) => name.digest ?? '') },
  ],
};
