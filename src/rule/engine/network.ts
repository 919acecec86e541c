import { isWithin, type Network, tryParseAddress } from './address.ts';

/** Whether an address (canonical text) lies in any of `networks`. */
export function matchesNetworks(networks: readonly Network[]): (address: string) => boolean {
  const four = networks.filter((network) => network.address.family === 4);
  const words = Uint32Array.from(four, (network) => network.address.words[0] ?? 0);
  const masks = Int32Array.from(four, (network) => network.masks[0] ?? 0);
  const six = networks.filter((network) => network.address.family === 6);
  return (address) => {
    const word = wordOf(address);
    return word < 0 ? isWithinSix(address, six) : isWithinFour(word, words, masks);
  };
}

/** `10.0.0.1` as an unsigned number, -1 for what is not four decimal parts. Faster than the parser of constants. */
function wordOf(text: string): number {
  let word = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) part = part < 0 ? digit : part * 10 + digit;
    else if (digit !== -2 || part < 0) return -1;
    else {
      word = word * 256 + part;
      dots += 1;
      part = -1;
    }
    if (part > 255) return -1;
  }
  return dots === 3 && part >= 0 ? word * 256 + part : -1;
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
