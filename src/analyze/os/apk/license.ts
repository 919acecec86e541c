import type { License } from '#model/component.ts';
import { licenseOf } from '../../language/license.ts';

/**
 * Licences of apk packages: an SPDX expression in most, in older ones several names with spaces between (`MIT BSD GPL2+`),
 * which mean all of them. One reader serves a whole file, so that equal text costs once.
 */
export class ApkLicenses {
  readonly #known = new Map<string, readonly License[]>();

  of(text: string): readonly License[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const licenses = parse(text.slice(0, maxLength));
    this.#known.set(text, licenses);
    return licenses;
  }
}

const maxLength = 512;

function parse(text: string): readonly License[] {
  const whole = licenseOf(text);
  if (whole?.expression !== undefined || /[()]|\b(?:and|or|with)\b/i.test(text))
    return whole === undefined ? [] : [whole];
  return text.split(/[\s,]+/).flatMap((word) => licenseOf(word) ?? []);
}
