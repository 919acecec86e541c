import type { ImageFacts } from '#model/artifact.ts';
import type { Account, FileSystemFacts } from '#model/file-system.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Location } from '#model/location.ts';

/** An image as it is configured and filled: what checks of the family `image` see. */
export interface ImageSubject {
  readonly image: ImageFacts;
  readonly inventory: Inventory;
  readonly files: FileSystemFacts;
  /** Variables in order; of doubles the last one counts at run time. */
  readonly variables: readonly Variable[];
  readonly ports: readonly ExposedPort[];
  readonly user: ImageUser;
  /** The moment that ages count from. */
  readonly now: Date;
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly place: Location;
}

interface ExposedPort {
  readonly port: number;
  readonly protocol: string;
  readonly text: string;
}

/** Who the program of an image runs as. */
interface ImageUser {
  /** As written; empty when the image names nobody, which is root. */
  readonly name: string;
  readonly uid?: number;
  /** `unknown`: a name that no account of the image has. */
  readonly kind: 'root' | 'other' | 'unknown';
}

/** Builds the subject; `undefined` for what is no image. */
export function imageSubject(inventory: Inventory, now: Date): ImageSubject | undefined {
  const { image, files = { notable: [] } } = inventory;
  if (image === undefined) return undefined;
  return {
    image,
    inventory,
    files,
    variables: image.env.map(variableOf),
    ports: image.exposedPorts.flatMap(portsOf),
    user: userOf(image.user ?? '', files.accounts),
    now,
  };
}

function variableOf(text: string, at: number): Variable {
  const cut = text.indexOf('=');
  return {
    name: cut === -1 ? text : text.slice(0, cut),
    value: cut === -1 ? '' : text.slice(cut + 1),
    place: { path: `config.Env[${at}]` },
  };
}

/** `8080/tcp`, `8000-8010/udp`; a range counts as its ends. */
function portsOf(text: string): readonly ExposedPort[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w{1,8}))?$/.exec(text);
  if (match === null) return [];
  const [, first = '', last, protocol = 'tcp'] = match;
  const ends = new Set([Number(first), Number(last ?? first)]);
  return [...ends].map((port) => ({ port, protocol: protocol.toLowerCase(), text }));
}

function userOf(text: string, accounts: readonly Account[] | undefined): ImageUser {
  const [name = ''] = text.split(':');
  if (name === '') return { name, uid: 0, kind: 'root' };
  if (/^\d+$/.test(name)) {
    const uid = Number(name);
    return { name, uid, kind: uid === 0 ? 'root' : 'other' };
  }
  const account = accounts?.find((one) => one.name === name);
  if (account !== undefined)
    return { name, uid: account.uid, kind: account.uid === 0 ? 'root' : 'other' };
  if (name === 'root') return { name, uid: 0, kind: 'root' };
  return { name, kind: accounts === undefined ? 'other' : 'unknown' };
}
