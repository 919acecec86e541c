import type { SbomDocument } from './document.ts';

/** A plain list of package URLs, one a line; other lines are passed over. */
export function readPurlList(text: string): SbomDocument {
  const purls = text.split(/\r?\n/).filter((line) => line.startsWith('pkg:'));
  return {
    packages: purls.map((purl) => ({
      ref: purl,
      name: '',
      group: '',
      version: '',
      purl: purl.trim(),
      properties: [],
      licenses: [],
      hashes: [],
    })),
    edges: [],
  };
}
