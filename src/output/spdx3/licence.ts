import type { Component } from '#model/component.ts';
import { declaredLicense, extractedLicenses } from '../spdx/licence.ts';
import { type Maker, nameOf } from './element.ts';

/** Declared licences, each expression once, texts of those that are not on the list, and suppliers. */
export function* licenseElements(components: readonly Component[], make: Maker): Generator<object> {
  const texts = new Map(extractedLicenses(components).map((one) => [one.licenseId, one]));
  for (const { licenseId, name, extractedText } of texts.values())
    yield make.element('simplelicensing_SimpleLicensingText', nameOf('licence-text', licenseId), {
      name,
      simplelicensing_licenseText: extractedText,
    });
  const groups = Map.groupBy(components, ({ licenses }) => declaredLicense(licenses));
  for (const [expression, of] of groups) {
    if (expression === 'NOASSERTION') continue;
    yield make.element('simplelicensing_LicenseExpression', nameOf('licence', expression), {
      simplelicensing_licenseExpression: expression,
      ...customIds(expression, make),
    });
    const to = [make.hashedId('licence', expression)];
    for (const { id } of of)
      yield make.relationship({
        from: make.hashedId('package', id),
        relationshipType: 'hasDeclaredLicense',
        to,
      });
  }
  const suppliers = new Set(components.flatMap(({ supplier }) => supplier ?? []));
  for (const name of suppliers)
    yield make.element('Organization', nameOf('supplier', name), { name: name || 'unnamed' });
}

/** Where the texts of `LicenseRef-` names in an expression stand. */
function customIds(expression: string, make: Maker): object {
  const ids = expression.match(/(?<![:A-Za-z0-9.-])LicenseRef-[A-Za-z0-9.-]+/g) ?? [];
  if (ids.length === 0) return {};
  return {
    simplelicensing_customIdToUri: [...new Set(ids)].map((key) => ({
      type: 'DictionaryEntry',
      key,
      value: make.hashedId('licence-text', key),
    })),
  };
}
