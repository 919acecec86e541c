import type { AnswerOf } from '#wire/routes.ts';
import { formatMoment, type Labelled, type Table } from '../document.ts';

type Image = AnswerOf<'readImage'>;

/** What an image is, by what it was judged, and where it runs. */
export function imageFacts(image: Image): readonly Labelled[] {
  const { manifest, database } = image;
  return [
    { label: 'Image', text: image.digest },
    ...(manifest === undefined ? [] : [{ label: 'Manifest', text: manifest }]),
    { label: 'Names', text: image.names.join(', ') },
    { label: 'Scanned', text: formatMoment(image.scanned) },
    ...(database === undefined
      ? []
      : [{ label: 'Matched against', text: `${database.build} of ${database.builtAt}` }]),
    { label: 'Runs in', text: image.workloads.map(({ name }) => name).join(', ') || 'nothing' },
  ];
}

/** What of an image could not be examined. */
export function gapTable({ gapList, gaps }: Image): Table {
  return {
    columns: [
      { title: 'Where', width: 40 },
      { title: 'Why', width: 40 },
    ],
    rows: gapList.map(({ path = '', reason, detail = '' }) => [path, `${reason} ${detail}`.trim()]),
    total: gaps,
    empty: 'Everything was examined.',
  };
}
