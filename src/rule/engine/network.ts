import { isWithin, type Network, tryParseAddress, tryParseFour } from './address.ts';

/** Addresses remembered with their answer: connections of a workload repeat. */
const remembered = 4096;

/** Whether an address (canonical text) lies in any of `networks`. */
export function matchesNetworks(networks: readonly Network[]): (address: string) => boolean {
  const four = networks.filter((network) => network.address.family === 4);
  const words = Uint32Array.from(four, (network) => network.address.words[0] ?? 0);
  const masks = Int32Array.from(four, (network) => network.masks[0] ?? 0);
  const six = networks.filter((network) => network.address.family === 6);
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const word = tryParseFour(address);
    const found = word === undefined ? isWithinSix(address, six) : isWithinFour(word, words, masks);
    if (known.size >= remembered) known.clear();
    known.set(address, found);
    return found;
  };
}

function isWithinFour(word: number, words: Uint32Array, masks: Int32Array): boolean {
  for (let at = 0; at < words.length; at += 1)
    if (((word ^ (words[at] ?? 0)) & (masks[at] ?? 0)) === 0) return true;
  return false;
}

function isWithinSix(text: string, networks: readonly Network[]): boolean {
  const address = tryParseAddress(text);
  return address !== undefined && networks.some((network) => isWithin(address, network));
}
