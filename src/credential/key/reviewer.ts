import type { ReviewedTree, Reviewer } from '#contract/analyzer.ts';
import { basename } from '#kit/path.ts';
import { quote } from '#kit/text.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { MakeFault } from '../checks.ts';

/** Judges keys by what lies beside them: host keys, keys of certificates, key pairs. */
export function keyReviewer(make: MakeFault, revision: number): Reviewer {
  return {
    kind: 'reviewer',
    id: 'credential/keys',
    revision,
    title: 'keys and their other halves',
    review: (tree) => review(tree, make),
  };
}

interface Half {
  readonly kind: string;
  readonly id: string;
  readonly place: Location;
}

const hostKey = /\/ssh_host_(?:[a-z0-9]+_)?key$/;
const maxFaults = 500;

function* review(tree: ReviewedTree, make: MakeFault): Iterable<Fault> {
  const halves = halvesOf(tree);
  const publicHalves = Map.groupBy(
    halves.filter(({ kind }) => kind === 'public'),
    ({ id }) => id,
  );
  const secret = halves.filter(({ kind }) => kind === 'private').slice(0, maxFaults);
  for (const half of secret) {
    const fault = faultFor(half, publicHalves.get(half.id)?.[0], tree, make);
    if (fault !== undefined) yield fault;
  }
}

function faultFor(
  { id, place }: Half,
  other: Half | undefined,
  tree: ReviewedTree,
  make: MakeFault,
): Fault | undefined {
  const about = { identity: id };
  if (hostKey.test(place.path)) {
    const message = `${quote(basename(place.path))} is the same in every container and known to all who have the image`;
    // On a machine of its own a host key is where it belongs.
    return tree.artifact.kind === 'host'
      ? undefined
      : make('hostKey', { message, ...about }, place);
  }
  if (place.path.endsWith('/ssl-cert-snakeoil.key'))
    return make(
      'snakeoil',
      { message: 'the key of the package ssl-cert is the same in every container', ...about },
      place,
    );
  // Keys of a machine are where they belong, and packages bring pairs for their own tests.
  const isExpected = tree.artifact.kind === 'host' || tree.ownerOf(place.path)?.unaltered === true;
  if (other === undefined || isExpected) return undefined;
  const message = `the private key belongs to ${quote(other.place.path)}`;
  return make('keyPair', { message, ...about }, place);
}

function halvesOf({ facts }: ReviewedTree): readonly Half[] {
  return facts
    .filter(({ topic }) => topic === 'credential/key')
    .flatMap(({ location, values }) =>
      Object.entries(values).map(([name, line]) => {
        const at = name.indexOf(':');
        const place = { ...location, line: Number(line) };
        return { kind: name.slice(0, at), id: name.slice(at + 1), place };
      }),
    );
}
