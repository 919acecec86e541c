import { existsSync } from 'node:fs';

/** A path on disk, and which of the images there is meant. */
export interface ImageLocator {
  readonly path: string;
  readonly selector?: string;
}

/** Splits `path@name:tag`. A path that exists as a whole is never split, whatever it contains. */
export function parseImageLocator(text: string): ImageLocator {
  if (existsSync(text)) return { path: text };
  for (let at = text.lastIndexOf('@'); at > 0; at = text.lastIndexOf('@', at - 1))
    if (existsSync(text.slice(0, at)))
      return { path: text.slice(0, at), selector: text.slice(at + 1) };
  return { path: text };
}
