import { type PortRange, protocols } from '#model/network.ts';

const pattern = /^(?:(tcp|udp|sctp)(?:\/|$))?(?:(\d{1,5})(?:-(\d{1,5}))?)?$/i;

/** Ports as people type them: `8080`, `80,443`, `8000-8080`, `udp/53`, `tcp`; TCP where no protocol is named. */
export function tryParsePorts(text: string): readonly PortRange[] | undefined {
  const ranges: PortRange[] = [];
  for (const part of text.split(',')) {
    const range = tryParseRange(part.trim());
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return ranges;
}

function tryParseRange(part: string): PortRange | undefined {
  const match = part === '' ? null : pattern.exec(part);
  if (match === null) return undefined;
  const name = (match[1] ?? 'TCP').toUpperCase();
  const first = Number(match[2] ?? 1);
  const last = Number(match[3] ?? match[2] ?? 65_535);
  const protocol = protocols.find((one) => one === name);
  return isRange(first, last) && protocol ? { protocol, first, last } : undefined;
}

function isRange(first: number, last: number): boolean {
  return first >= 1 && first <= last && last <= 65_535;
}
