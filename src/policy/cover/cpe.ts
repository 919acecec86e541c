import type { OperatingSystem } from '#model/os.ts';

/** The parts of a CPE name that tell products apart (NIST IR 7695); empty stands for any. */
export interface Cpe {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly update: string;
}

const maxLength = 1000;

/** Reads CPE 2.2 (`cpe:/o:redhat:enterprise_linux:9`) and 2.3 (`cpe:2.3:o:…`); `undefined` for everything else. */
export function tryParseCpe(text: string): Cpe | undefined {
  const rest = /^cpe:(?:\/|2\.3:)[aoh*]?:(.*)$/is.exec(text.slice(0, maxLength))?.[1];
  if (rest === undefined) return undefined;
  const [vendor = '', product = '', version = '', update = ''] = fieldsOf(rest);
  return product === '' ? undefined : { vendor, product, version, update };
}

/** Whether a CPE names what another one does; parts that it leaves open match everything. */
export function cpeCovers(general: Cpe, special: Cpe): boolean {
  return (
    (general.vendor === '' || general.vendor === special.vendor) &&
    general.product === special.product &&
    (general.version === '' || general.version === special.version) &&
    (general.update === '' || general.update === special.update)
  );
}

/** Whether a CPE of a distribution or one of its repositories names an operating system. */
export function cpeNamesSystem(
  { vendor, product, version, update }: Cpe,
  os: OperatingSystem,
): boolean {
  const ids = systems.get(`${vendor}:${product}`) ?? systems.get(vendor);
  if (ids === undefined || !ids.includes(os.id)) return false;
  if (vendor === 'redhat' && !/^(?:enterprise_linux|rhel_)/.test(product)) return false;
  const pack = /^sp([0-9]{1,3})$/.exec(update)?.[1];
  const release = pack === undefined ? version : `${version}.${pack}`;
  return release === '' || os.version === release || os.version.startsWith(`${release}.`);
}

/** By vendor, or by vendor and product where a vendor makes several. */
const systems: ReadonlyMap<string, readonly string[]> = new Map([
  ['redhat', ['rhel']],
  ['debian', ['debian']],
  ['canonical', ['ubuntu']],
  ['alpinelinux', ['alpine']],
  ['almalinux', ['almalinux']],
  ['rocky', ['rocky']],
  ['resf', ['rocky']],
  ['oracle:linux', ['ol']],
  ['amazon', ['amzn']],
  ['fedoraproject', ['fedora']],
  ['opensuse:leap', ['opensuse-leap']],
  ['opensuse:tumbleweed', ['opensuse-tumbleweed']],
  ['suse', ['sles', 'sle-micro', 'sl-micro']],
  ['vmware:photon_os', ['photon']],
  ['microsoft:azure_linux', ['azurelinux']],
  ['microsoft:cbl-mariner', ['mariner']],
]);

/** Colons that a backslash quotes belong to the field. */
function fieldsOf(text: string): readonly string[] {
  return (text.match(/(?:^|:)(?:\\.|[^:\\])*/gs) ?? []).map((raw) => {
    const field = raw.replace(/^:/, '').replace(/\\(.)/gs, '$1').toLowerCase();
    return field === '*' || field === '-' ? '' : field;
  });
}
