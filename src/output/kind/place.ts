import type { Location } from '#model/location.ts';

/** `path:line` as editors and terminals open it, or the path alone where no line is known. Not cleaned. */
export function placeText({ path, line }: Location): string {
  return line === undefined ? path : `${path}:${line}`;
}
