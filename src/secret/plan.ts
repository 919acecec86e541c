import { beforeOf, headOf } from './pattern/head.ts';
import { beginsWithAnchor } from './pattern/literal.ts';
import { extentOf, lookReach } from './pattern/measure.ts';
import type { CharSet, PatternNode } from './pattern/node.ts';
import { parsePattern } from './pattern/parse.ts';
import { requiredRun } from './pattern/run.ts';
import type { SearchPlan, SecretRule } from './rule.ts';

/** Windows reach this much further than the longest match. */
const margin = 8;
const mostLook = 256;

/** Works out how a rule is searched for: half a second for a thousand rules, so it is done when the catalogue is compiled. */
export function planRule(rule: Pick<SecretRule, 'pattern' | 'anchors'>): SearchPlan {
  const node = parsePattern(rule.pattern);
  const pinned = beginsWithAnchor(node, rule.anchors);
  const run = pinned ? undefined : requiredRun(node);
  return {
    reach: extentOf(node).max + Math.min(lookReach(node), mostLook) + margin,
    pinned,
    ...(run !== undefined && { run: { set: toHex(run.set), length: run.length } }),
    ...(pinned && pinnedParts(node)),
  };
}

function pinnedParts(node: PatternNode): Pick<SearchPlan, 'head' | 'before'> {
  const head = headOf(node);
  const before = beforeOf(node);
  return {
    ...(head.length > 0 && { head: head.map(toHex) }),
    ...(before !== undefined && { before: toHex(before) }),
  };
}

/** 256 flags as 64 hex digits. */
function toHex(set: CharSet): string {
  const bytes = Buffer.alloc(32);
  for (const [code, flag] of set.entries())
    if (flag === 1) bytes[code >> 3] = (bytes[code >> 3] ?? 0) | (1 << (code & 7));
  return bytes.toString('hex');
}

/** The flags of 64 hex digits. */
export function fromHex(text: string): CharSet {
  const bytes = Buffer.from(text, 'hex');
  const set = new Uint8Array(256);
  for (let code = 0; code < 256; code += 1) set[code] = ((bytes[code >> 3] ?? 0) >> (code & 7)) & 1;
  return set;
}
