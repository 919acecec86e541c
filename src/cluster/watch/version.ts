/**
 * Compares two resource versions: negative, zero or positive. They are numbers that grow (Kubernetes 1.35, "Comparable resource
 * version"); `undefined` where a server writes something else.
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

function isNumber(text: string): boolean {
  return /^(?:0|[1-9]\d{0,38})$/.test(text);
}
