import { type Library, memberOverload as member } from '../declare.ts';
import { DYN, opaqueType, STRING, type Type } from '../type.ts';
import type { Result } from '../value.ts';
import { ask, bothNames, type ImageFacts } from './facts.ts';
import { withDoubles } from './json-text.ts';
import { Namespace } from './namespace.ts';

/** The type of the variable `image`. */
export const IMAGE_CONTEXT: Type<ImageContext> = opaqueType('imagedata.Context');

/** What `image` is in `image.getMetadata(reference)`: bind it to that variable, declared as `IMAGE_CONTEXT`. */
export class ImageContext extends Namespace {
  readonly facts: ImageFacts;

  constructor(facts: ImageFacts) {
    super(IMAGE_CONTEXT);
    this.facts = facts;
  }
}

/** Data of an image as expressions see them: all numbers are doubles, as in Kyverno. */
export function imageData(facts: ImageFacts, reference: string): Result {
  return ask('failed to get image data', () => withDoubles(facts(reference)));
}

/** Data of images (Kyverno 1.18 `kyverno.imagedata`), from an injected provider only. */
export const imageDataLibrary: Library = {
  name: 'kyverno.imagedata',
  bases: ['kyverno', 'caisson'],
  functions: bothNames('getMetadata', [
    member([IMAGE_CONTEXT, STRING], DYN, (self, reference) => imageData(self.facts, reference)),
  ]),
};
