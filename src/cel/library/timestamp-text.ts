/** A moment as RFC 3339 in UTC, with as many digits of the second as it has. Nanoseconds since 1970. */
export function formatTimestamp(nanos: bigint): string {
  const billion = 1_000_000_000n;
  const fraction = ((nanos % billion) + billion) % billion;
  const seconds = (nanos - fraction) / billion;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  if (fraction === 0n) return `${date}Z`;
  return `${date}.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}Z`;
}
