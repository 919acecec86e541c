import { type Answers, countedPageOf, found } from './answer.ts';
import { countsOf } from './counts.ts';
import type { Estate } from './estate.ts';

/** Images and components. */
export function assetAnswers(estate: Estate): Answers {
  return {
    listImages: ({ query }) =>
      countedPageOf(
        estate.images.filter(
          (image) =>
            image.name.includes(query.q ?? '') && (query.scan?.includes(image.scan) ?? true),
        ),
        query,
      ),
    readImage: ({ params }) => found(estate.images.find((image) => image.id === params.id)),
    searchComponents: ({ query }) =>
      countedPageOf(
        [...Map.groupBy(estate.findings, (finding) => finding.component?.purl ?? '')]
          .filter(([purl]) => purl.includes(query.q))
          .map(([purl, of]) => ({
            purl,
            name: of[0]?.component?.name ?? '',
            version: of[0]?.component?.version ?? '',
            ecosystem: 'deb',
            images: of.length,
            running: of.length,
            loaded: of.filter((one) => one.usage === 'loaded').length,
          })),
        query,
      ),
    listImageComponents: ({ params, query }) =>
      countedPageOf(
        estate.findings
          .filter((finding) => finding.asset.id === params.id && finding.component !== undefined)
          .map((finding, at) => ({
            id: String(at),
            purl: finding.component?.purl ?? '',
            name: finding.component?.name ?? '',
            version: finding.component?.version ?? '',
            ecosystem: 'deb',
            license: 'MIT',
            path: '/var/lib/dpkg/status',
            layer: at % 5,
            usage: finding.usage,
            findings: countsOf([finding]),
          }))
          .filter(
            (one) =>
              one.name.includes(query.q ?? '') &&
              (query.layer === undefined || query.layer === one.layer),
          ),
        query,
      ),
  };
}
