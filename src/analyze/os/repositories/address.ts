/** An address without the user name and password that may stand in it. */
export function withoutLogin(address: string): string {
  const start = address.indexOf('://') + 3;
  const slash = address.indexOf('/', start);
  const end = slash === -1 ? address.length : slash;
  const at = address.lastIndexOf('@', end);
  return at > start ? address.slice(0, start) + address.slice(at + 1) : address;
}
