/** The characters that mean something in YAML 1.2.2 (section 5.3), as UTF-16 codes. */
export const char = {
  tab: 0x09,
  space: 0x20,
  bang: 0x21,
  double: 0x22,
  hash: 0x23,
  percent: 0x25,
  ampersand: 0x26,
  single: 0x27,
  star: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  less: 0x3c,
  greater: 0x3e,
  question: 0x3f,
  at: 0x40,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  backtick: 0x60,
  openMap: 0x7b,
  pipe: 0x7c,
  closeMap: 0x7d,
  byteOrderMark: 0xfeff,
} as const;

export function isBlank(code: number): boolean {
  return code === char.space || code === char.tab;
}

export function isFlowIndicator(code: number): boolean {
  return (
    code === char.comma ||
    code === char.openList ||
    code === char.closeList ||
    code === char.openMap ||
    code === char.closeMap
  );
}
