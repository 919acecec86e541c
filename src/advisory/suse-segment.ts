import { segmentOfRelease } from '#model/os.ts';

const words =
  '(?:Server(?: LTSS Extended Security)?|Desktop|High Performance Computing|Real Time|Software Development Kit)';
const extras = '(?:Module for|Workstation Extension|High Availability Extension|Live Patching)';
const channel = '(?:-(?:LTSS|LTSS Extended Security|LTSS EXTREME CORE|ESPOS|CLIENT-TOOLS|BCL))?';
const enterprise = new RegExp(
  `^Linux Enterprise (?:${words}(?: for SAP Applications| for SAP applications)?|${extras}.{0,80}?) (\\d{2})(?:[ -]SP(\\d))?${channel}$`,
);

/**
 * The segment of a SUSE product by its name without the company: `Linux Enterprise Server 15 SP5`, its modules and extensions,
 * which are repositories of the same code stream, and SLE Micro. Paid prolongations of a service pack go on with its versions.
 */
export function suseSegment(product: string): string | undefined {
  const micro = /^Linux (Enterprise )?Micro (\d\.\d{1,2})$/.exec(product);
  if (micro?.[2] !== undefined)
    return segmentOfRelease(micro[1] === undefined ? 'sl-micro' : 'sle-micro', micro[2]);
  const sixteen = /^Linux Enterprise Server(?: for SAP applications)? (\d{2}\.\d)$/i.exec(product);
  if (sixteen?.[1] !== undefined) return segmentOfRelease('sles', sixteen[1]);
  const match = enterprise.exec(product);
  if (match?.[1] === undefined) return undefined;
  return segmentOfRelease('sles', match[2] === undefined ? match[1] : `${match[1]}.${match[2]}`);
}

/** `Leap 15.5`, `Leap Micro 5.5` or `Tumbleweed`. */
export function openSuseSegment(product: string): string | undefined {
  if (product === 'Tumbleweed') return segmentOfRelease('opensuse-tumbleweed', '');
  const micro = /^Leap Micro (\d\.\d{1,2})$/.exec(product)?.[1];
  if (micro !== undefined) return segmentOfRelease('opensuse-leap-micro', micro);
  const version = /^Leap (\d{2}\.\d)$/.exec(product)?.[1];
  return version === undefined ? undefined : segmentOfRelease('opensuse-leap', version);
}
