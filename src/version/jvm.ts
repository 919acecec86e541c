import { compareGeneric, isGeneric } from './generic.ts';

/**
 * Compares versions of the Java platform, old and new: `1.8.0_392-b08`, `8u392` and `8.0.392` are the same (JEP 223), as are
 * `17.0.9+9` and `17.0.9`; early access (`22-ea`) comes before the release.
 */
export function compareJvm(a: string, b: string): number {
  return compareGeneric(toModern(a), toModern(b));
}

/** Whether `text` is a version as Java or its vendors write it. */
export function isJvm(text: string): boolean {
  return isGeneric(toModern(text));
}

/** Feature, interim and update number between dots; builds (`-b08`, `+9`) are of the same source. */
function toModern(version: string): string {
  const text = version.toLowerCase().replace(/^(?:jdk|jre)-?(?=[0-9])/, '');
  const old =
    /^1\.([0-9]{1,3})(?:\.([0-9]{1,3}))?(?:(?:_|:update_?|-update_?|u)([0-9]{1,9}))?(?:[-+_:]b[0-9]{1,9})?((?:-ea)?)$/.exec(
      text,
    ) ??
    /^([0-9]{1,3})(?:\.([0-9]{1,3}))?(?:u|:update_?|-update_?)([0-9]{1,9})(?:[-+_:]b[0-9]{1,9})?((?:-ea)?)$/.exec(
      text,
    );
  if (old === null) return text;
  const [, feature = '', interim = '0', update = '0', early = ''] = old;
  return `${feature}.${interim}.${update}${early}`;
}
