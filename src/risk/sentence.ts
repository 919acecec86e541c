import { printable } from '#kit/text.ts';
import type { VulnerabilityFinding } from '#model/finding.ts';
import type { Place } from './place.ts';
import type { Signals } from './signals.ts';

/**
 * One sentence with the deciding facts of a vulnerability: what is known about exploitation, whether it is in use, who can
 * reach it, what one gains, what fixes it. Safe to print.
 */
export function sentenceOf(
  finding: VulnerabilityFinding,
  signals: Signals,
  place: Place,
  now: string,
): string {
  const parts = [
    exploitationPart(finding, signals, now),
    usagePart(finding, place),
    exposurePart(place),
    gainPart(signals, place),
    fixPart(finding),
  ];
  return printable(`${parts.join('; ')}.`);
}

/** `Known exploited (CISA KEV, used for ransomware, due 2026-12-01)`. */
function exploitationPart(
  { vulnerability }: VulnerabilityFinding,
  { exploitation }: Signals,
  now: string,
): string {
  const { source } = exploitation;
  switch (exploitation.value) {
    case 'active': {
      const kev = vulnerability.knownExploited;
      const ransomware = kev?.ransomware === true ? ', used for ransomware' : '';
      return `Known exploited (${source}${ransomware}${duePart(kev?.due, now)})`;
    }
    case 'likely':
      return `Exploitation is likely (${source})`;
    case 'poc':
      return `A proof of concept exists (${source})`;
    case 'none':
      return exploitation.assumed
        ? 'Nothing is known about exploitation (no data)'
        : `No exploitation is known (${source})`;
    default:
      return exploitation.value satisfies never;
  }
}

function duePart(due: string | undefined, now: string): string {
  if (due === undefined) return '';
  return due < now.slice(0, 10) ? `, due date ${due} has passed` : `, due ${due}`;
}

function usagePart({ vulnerability }: VulnerabilityFinding, { usage }: Place): string {
  const { name, version } = vulnerability.component;
  const named = version === '' ? name : `${name} ${version}`;
  if (usage.value === 'loaded') return `${named} is loaded`;
  if (usage.value === 'not-loaded') return `${named} was never loaded while it was observed`;
  return `${named} counts as loaded (not observed)`;
}

function exposurePart({ exposure }: Place): string {
  const words = {
    internet: 'reachable from the internet',
    cluster: 'reachable from inside the cluster',
    isolated: 'reachable by nobody else',
  };
  return `${words[exposure.value]}${exposure.assumed ? ' (assumed)' : ''}`;
}

/** `an attack that runs by itself gains full control and, from there, secrets (assumed)`. */
function gainPart({ automatable, total }: Signals, { blast }: Place): string {
  const attack = automatable.value ? 'an attack that runs by itself' : 'an attack';
  const gain = total.value ? 'gains full control of the program' : 'gains part of the program';
  const beyond = {
    node: 'and from there the node',
    secrets: 'and from there what the workload may read',
    restricted: 'and little beyond it',
  };
  return `${attack} ${gain} ${beyond[blast.value]}${blast.assumed ? ' (assumed)' : ''}`;
}

function fixPart({ vulnerability }: VulnerabilityFinding): string {
  const { fixedVersion, fixedOn, state } = vulnerability;
  if (fixedVersion !== undefined)
    return `fixed in ${fixedVersion}${fixedOn === undefined ? '' : ` since ${fixedOn}`}`;
  if (state === 'wont_fix') return 'the publisher will not fix it';
  if (state === 'end_of_life') return 'no fix will come: the release is out of support';
  return state === 'deferred' ? 'the publisher has put the fix off' : 'no fix is published';
}
