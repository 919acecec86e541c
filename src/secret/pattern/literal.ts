import type { Anchor } from '../rule.ts';
import type { CharSet, PatternNode } from './node.ts';

const mostTexts = 1024;
/** Added to the code of a lower-case letter that may stand in either case. */
const eitherCase = 0x1000;

/** Whether every match of the expression holds one of the anchors. */
export function requiresAnchor(node: PatternNode, anchors: readonly Anchor[]): boolean {
  return requires(node, (text) => anchors.some((anchor) => holds(text, anchor)));
}

/** Whether every match begins with one of the anchors: then the expression needs to be tried at one place only. */
export function beginsWithAnchor(node: PatternNode, anchors: readonly Anchor[]): boolean {
  const texts = leadingTexts(node);
  return (
    texts !== undefined &&
    texts.every((text) => anchors.some((anchor) => holds(text, anchor, true)))
  );
}

function requires(node: PatternNode, accepts: (text: string) => boolean): boolean {
  const all = textsOf(node);
  if (all !== undefined) return all.length > 0 && all.every(accepts);
  if (node.type === 'group') return requires(node.body, accepts);
  if (node.type === 'choice') return node.options.every((option) => requires(option, accepts));
  if (node.type === 'repeat') return node.min > 0 && requires(node.body, accepts);
  return node.type === 'sequence' && sequenceRequires(node.parts, accepts);
}

function sequenceRequires(
  parts: readonly PatternNode[],
  accepts: (text: string) => boolean,
): boolean {
  let run: readonly string[] = [''];
  for (const part of flatten(parts)) {
    const texts = textsOf(part);
    const longer = texts === undefined ? undefined : combine(run, texts);
    if (longer === undefined) {
      if (requires(part, accepts)) return true;
      run = texts ?? [''];
    } else run = longer;
    if (run.every(accepts)) return true;
  }
  return false;
}

/** Texts with which every match begins; `undefined` when it begins with something open. */
function leadingTexts(node: PatternNode): readonly string[] | undefined {
  if (node.type === 'group') return leadingTexts(node.body);
  if (node.type === 'choice') {
    const each = node.options.map(leadingTexts);
    return each.includes(undefined) ? undefined : each.flatMap((texts) => texts ?? []);
  }
  return node.type === 'sequence' ? leadingTextsOfAll(node.parts) : textsOf(node);
}

function leadingTextsOfAll(parts: readonly PatternNode[]): readonly string[] | undefined {
  let run: readonly string[] = [''];
  for (const part of flatten(parts)) {
    const whole = textsOf(part);
    const longer = combine(run, whole ?? leadingTexts(part));
    if (longer === undefined) break;
    run = longer;
    if (whole === undefined) break;
  }
  return run.includes('') ? undefined : run;
}

/** Parts with the sequences and groups in them spread out, so that texts run through them. */
function flatten(parts: readonly PatternNode[]): readonly PatternNode[] {
  return parts.flatMap((part) => {
    if (part.type === 'sequence') return flatten(part.parts);
    return part.type === 'group' ? flatten([part.body]) : [part];
  });
}

/** Every text that an expression of few texts matches. */
function textsOf(node: PatternNode): readonly string[] | undefined {
  switch (node.type) {
    case 'char':
      return textsOfSet(node.set);
    case 'boundary':
    case 'look':
      return [''];
    case 'group':
      return textsOf(node.body);
    case 'sequence':
      return node.parts.reduce<readonly string[] | undefined>(
        (run, part) => (run === undefined ? undefined : combine(run, textsOf(part))),
        [''],
      );
    case 'choice': {
      const each = node.options.map(textsOf);
      const all = each.flatMap((texts) => texts ?? []);
      return each.includes(undefined) || all.length > mostTexts ? undefined : all;
    }
    case 'repeat':
      return textsOfRepeat(node);
    default:
      return undefined;
  }
}

function textsOfRepeat(
  node: PatternNode & { readonly type: 'repeat' },
): readonly string[] | undefined {
  const body = textsOf(node.body);
  if (body === undefined || node.max > 8) return undefined;
  let run: readonly string[] | undefined = [''];
  const all: string[] = node.min === 0 ? [''] : [];
  for (let turn = 1; turn <= node.max && run !== undefined; turn += 1) {
    run = combine(run, body);
    if (run === undefined) return undefined;
    if (turn >= node.min) all.push(...run);
  }
  return all.length > mostTexts ? undefined : all;
}

function combine(
  run: readonly string[],
  texts: readonly string[] | undefined,
): readonly string[] | undefined {
  if (texts === undefined || run.length * texts.length > mostTexts) return undefined;
  return run.flatMap((start) => texts.map((text) => start + text));
}

function textsOfSet(set: CharSet): readonly string[] | undefined {
  const out: string[] = [];
  for (let code = 0; code < 256; code += 1) {
    if (set[code] === 0) continue;
    const upper = code >= 0x41 && code <= 0x5a;
    const lower = code >= 0x61 && code <= 0x7a;
    if (upper && set[code + 32] === 1) continue;
    out.push(String.fromCharCode(lower && set[code - 32] === 1 ? code + eitherCase : code));
    if (out.length > 16) return undefined;
  }
  return out;
}

function holds(text: string, anchor: Anchor, atStart = false): boolean {
  const wanted = anchor.fold ? anchor.text.toLowerCase() : anchor.text;
  const given = anchor.fold ? plain(text) : text;
  return atStart ? given.startsWith(wanted) : given.includes(wanted);
}

function plain(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    out += String.fromCharCode(code >= eitherCase ? code - eitherCase : code);
  }
  return out.toLowerCase();
}
