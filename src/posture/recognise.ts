/** Whether a file holds Kubernetes objects: by its name a YAML or JSON file, by its first bytes an object with type. */
export function isManifest(path: string, head: Uint8Array): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(path) || head.length === 0) return false;
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (!/(?:^|[\s{,"])apiVersion["']?\s*:/.test(text)) return false;
  return /(?:^|[\s{,"])kind["']?\s*:/.test(text) || head.length >= 4096;
}
