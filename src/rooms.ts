const lower = ['kit', 'model', 'version', 'contract', 'check', 'shell', 'yaml'] as const;
const capability = [
  'artifact',
  'analyze',
  'secret',
  'credential',
  'malware',
  'dockerfile',
  'pipeline',
  'hardening',
  'lineage',
  'advisory',
  'match',
  'risk',
  'remedy',
  'compare',
  'store',
  'policy',
  'output',
] as const;

/** The rooms of the house, lowest first. A room may import only what its line names, and its own files. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  model: ['kit'],
  version: ['kit', 'model'],
  contract: ['kit', 'model'],
  check: ['kit', 'model', 'contract'],
  shell: ['kit', 'model'],
  yaml: ['kit', 'model'],
  ...Object.fromEntries(capability.map((room) => [room, lower])),
  catalog: [...lower, 'dockerfile', 'pipeline', 'hardening'],
  app: [...lower, ...capability],
  cli: [...lower, 'app'],
};
