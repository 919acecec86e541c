import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { sizeOf } from '../size.ts';
import { listOf, opaqueType, optionalOf, STRING, type Type } from '../type.ts';
import { Opaque, Optional } from '../value.ts';
import {
  checkDns1035Label,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelKey,
  checkLabelValue,
  maskTrailingDash,
} from './dns-name.ts';
import { isBase64, isDate, isDateTime, isUuid } from './text-format.ts';
import { checkUri } from './url.ts';

/** The type `kubernetes.NamedFormat`. */
const FORMAT: Type<NamedFormat> = opaqueType('kubernetes.NamedFormat');

/** A format that texts can be checked against. */
export class NamedFormat extends Opaque {
  readonly type = FORMAT;
  readonly name: string;
  /** What is wrong with a text, nothing when all is well. */
  readonly check: (text: string) => readonly string[];
  /** Length of the pattern that the check is reckoned to cost. */
  readonly patternSize: number;

  constructor(name: string, patternSize: number, check: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.patternSize = patternSize;
    this.check = check;
  }

  override equals(other: Opaque): boolean {
    return other instanceof NamedFormat && this.name === other.name;
  }

  override toText(): string {
    return this.name;
  }
}

type Check = (text: string) => readonly string[];

function prefixOf(check: Check): Check {
  return (text) => check(maskTrailingDash(text));
}

function holds(test: (text: string) => boolean, message: string): Check {
  return (text) => (test(text) ? [] : [message]);
}

/** The formats of Kubernetes 1.31 and later by the names that expressions use. */
export const namedFormats: ReadonlyMap<string, NamedFormat> = new Map([
  ['dns1123Label', new NamedFormat('DNS1123Label', 30, checkDnsLabel)],
  ['dns1123Subdomain', new NamedFormat('DNS1123Subdomain', 60, checkDnsSubdomain)],
  ['dns1035Label', new NamedFormat('DNS1035Label', 30, checkDns1035Label)],
  ['qualifiedName', new NamedFormat('QualifiedName', 60, checkLabelKey)],
  ['dns1123LabelPrefix', new NamedFormat('DNS1123LabelPrefix', 30, prefixOf(checkDnsLabel))],
  [
    'dns1123SubdomainPrefix',
    new NamedFormat('DNS1123SubdomainPrefix', 60, prefixOf(checkDnsSubdomain)),
  ],
  ['dns1035LabelPrefix', new NamedFormat('DNS1035LabelPrefix', 30, prefixOf(checkDns1035Label))],
  ['labelValue', new NamedFormat('LabelValue', 40, checkLabelValue)],
  ['uri', new NamedFormat('URI', 1103, checkUri)],
  ['uuid', new NamedFormat('uuid', 72, holds(isUuid, 'does not match the UUID format'))],
  ['byte', new NamedFormat('byte', 84, holds(isBase64, 'invalid base64'))],
  ['date', new NamedFormat('date', 72, holds(isDate, 'invalid date'))],
  ['datetime', new NamedFormat('datetime', 72, holds(isDateTime, 'invalid datetime'))],
]);

function validate(format: NamedFormat, text: string): Optional {
  const errors = format.check(text);
  return new Optional(errors.length === 0 ? undefined : errors);
}

function validateCost(format: NamedFormat, text: string): number {
  return Math.ceil((1 + sizeOf(text)) * 0.1) * Math.ceil(format.patternSize * 0.25);
}

/** Named formats of texts (k8s.io/apiserver cel/library, `format`). */
export const formatLibrary: Library = {
  name: 'kubernetes.format',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 31,
  functions: [
    ...Array.from(namedFormats, ([name, format]) => ({
      name: `format.${name}`,
      overloads: [over([], FORMAT, () => format)],
    })),
    {
      name: 'format.named',
      overloads: [
        over([STRING], optionalOf(FORMAT), (name) => new Optional(namedFormats.get(name))),
      ],
    },
    {
      name: 'validate',
      overloads: [
        member([FORMAT, STRING], optionalOf(listOf(STRING)), validate, { cost: validateCost }),
      ],
    },
  ],
};
