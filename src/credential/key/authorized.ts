import { quote } from '#kit/text.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { Observation } from '#model/observation.ts';
import { numberedLines } from '../account/account.ts';
import type { MakeFault } from '../checks.ts';
import { fingerprintOf, knownKey } from './known.ts';

const keyLine =
  /^(.{0,4000}?)\b((?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)(?:-cert-v01@openssh\.com)?)\s+([A-Za-z0-9+/]{40,16000}={0,2})(?:\s+(.{0,200}))?/;

/** Keys in an `authorized_keys` file (sshd(8)): each may log in to every container of the image. */
export function* authorizedKeys(
  text: string,
  path: string,
  make: MakeFault,
): Iterable<Observation> {
  const owner = ownerOf(path);
  for (const [line, number] of numberedLines(text, 2000)) {
    const match = line.length > 20_000 || /^\s*#/.test(line) ? null : keyLine.exec(line);
    if (match === null) continue;
    const place = { path, line: number };
    yield { type: 'fault', location: place, fault: faultOf(match, owner, place, make) };
  }
}

function faultOf(match: RegExpExecArray, owner: string, place: Location, make: MakeFault): Fault {
  const [, options = '', kind = '', blob = '', comment = ''] = match;
  const fingerprint = fingerprintOf(Buffer.from(blob, 'base64'));
  const known = knownKey(fingerprint, comment);
  const name = quote(comment === '' ? `SHA256:${fingerprint}` : comment);
  const about = {
    subject: owner,
    identity: fingerprint,
    evidence: [{ label: 'fingerprint', text: `SHA256:${fingerprint}` }],
  };
  const login = `the ${kind} key ${name} may log in as ${quote(owner)}`;
  if (known !== undefined)
    return make('knownKey', { message: `${login}: it is ${known}`, ...about }, place);
  // A forced command leaves less to do, but still to everyone who has the private half.
  if (/\bcommand=|\brestrict\b/.test(options))
    return make(
      'authorizedKeys',
      { message: `${login}, for one command only`, severity: 'medium', ...about },
      place,
    );
  return make('authorizedKeys', { message: login, ...about }, place);
}

/** Whose file it is, by its path: `/root/.ssh/…`, `/home/<name>/.ssh/…`, `/etc/ssh/authorized_keys.d/<name>`. */
function ownerOf(path: string): string {
  const segments = path.split('/');
  const ssh = segments.lastIndexOf('.ssh');
  if (ssh > 0) return segments[ssh - 1] ?? 'unknown';
  return /authorized_keys\.d\/([^/]+)$/.exec(path)?.[1] ?? 'unknown';
}
