const compose = /^(?:docker-|podman-)?compose(?:[.-][\w.-]{1,60})?\.ya?ml$/i;
const bake = /^docker-bake(?:\.[\w-]{1,60})?\.(?:hcl|json)$/i;

/** Which of the files that describe builds and services a path names. */
export function buildFileKind(path: string): 'compose' | 'bake-hcl' | 'bake-json' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (compose.test(name)) return 'compose';
  if (!bake.test(name)) return undefined;
  return name.toLowerCase().endsWith('.hcl') ? 'bake-hcl' : 'bake-json';
}
