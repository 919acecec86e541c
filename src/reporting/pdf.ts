import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import {
  formatMoment,
  type ReportDocument,
  type Section,
  shortened,
  type Table,
} from './document.ts';
import { drawable } from './glyph.ts';
import { toneOf } from './tone.ts';

const tonesOfPage = { bad: '#a5141e', warn: '#8a4b00', good: '#12652f' } as const;
const soft = '#566375';
const line = '#d5dbe3';
const wide: ReadonlySet<string> = new Set(['findings', 'incidents', 'exceptions']);
/** Layout of more rows takes seconds of a core, and nobody reads them on paper. */
const mostRows = 1500;

/**
 * A document as PDF 1.7, A4. The same document gives the same bytes: its own time is the only one in it. `fontDirectory` holds
 * Roboto-*.ttf; where nothing is said, those that came with the library.
 */
export async function renderPdf(
  document: ReportDocument,
  fontDirectory: string = ownFonts(),
): Promise<Uint8Array> {
  const { default: pdfmake } = await import('pdfmake');
  const fonts = fontsIn(fontDirectory);
  const files = new Set<string>(Object.values(fonts.Roboto));
  pdfmake.setFonts(fonts);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => files.has(path));
  return pdfmake.createPdf(definitionOf(document)).getBuffer();
}

function ownFonts(): string {
  return join(dirname(fileURLToPath(import.meta.resolve('pdfmake/package.json'))), 'fonts/Roboto');
}

function fontsIn(directory: string) {
  return {
    Roboto: {
      normal: join(directory, 'Roboto-Regular.ttf'),
      bold: join(directory, 'Roboto-Medium.ttf'),
      italics: join(directory, 'Roboto-Italic.ttf'),
      bolditalics: join(directory, 'Roboto-MediumItalic.ttf'),
    },
  };
}

function definitionOf(document: ReportDocument): TDocumentDefinitions {
  const title = drawable(document.title);
  return {
    version: '1.7',
    pageSize: 'A4',
    pageOrientation: wide.has(document.kind) ? 'landscape' : 'portrait',
    pageMargins: [40, 48, 40, 48],
    language: 'en',
    tagged: true,
    displayTitle: true,
    info: {
      title,
      author: drawable(document.madeBy),
      subject: drawable(document.subject),
      creator: `${document.tool.name} ${document.tool.version}`,
      producer: document.tool.name,
      creationDate: new Date(document.made),
      modDate: new Date(document.made),
    },
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.2, color: '#1b2430' },
    footer: (page, pages) => ({
      margin: [40, 12, 40, 0],
      columns: [
        {
          text: `${shortened(title, 80)} · ${formatMoment(document.made)}`,
          fontSize: 8,
          color: soft,
        },
        { text: `${page} / ${pages}`, alignment: 'right', fontSize: 8, color: soft, width: 60 },
      ],
    }),
    content: [...coverOf(document), ...document.sections.flatMap(sectionOf)],
  };
}

function coverOf(document: ReportDocument): readonly Content[] {
  const facts = [
    { label: 'Made', text: `${formatMoment(document.made)} by ${document.madeBy}` },
    { label: 'Tool', text: `${document.tool.name} ${document.tool.version}` },
    ...document.facts,
  ];
  return [
    { text: inCell(document.title), fontSize: 24, bold: true, lineHeight: 1.1, headlineLevel: 1 },
    { text: inCell(document.subject), fontSize: 12, color: soft, margin: [0, 2, 0, 14] },
    ...figuresOf(document),
    {
      layout: 'noBorders',
      margin: [0, 4, 0, 12],
      table: {
        widths: [130, '*'],
        body: facts.map(({ label, text }) => [
          { text: drawable(label), color: soft },
          { text: inCell(text) },
        ]),
      },
    },
    {
      layout: {
        hLineWidth: () => 0,
        vLineWidth: (at) => (at === 0 ? 3 : 0),
        vLineColor: () => tonesOfPage.warn,
        paddingLeft: () => 10,
        fillColor: () => '#f4f6f9',
      },
      table: {
        widths: ['*'],
        body: [
          [
            {
              stack: [
                { text: 'Coverage', bold: true },
                ...document.coverage.map((text) => ({ text: inCell(text) })),
              ],
            },
          ],
        ],
      },
    },
  ];
}

function figuresOf({ figures }: ReportDocument): readonly Content[] {
  if (figures.length === 0) return [];
  return [
    {
      margin: [0, 0, 0, 14],
      layout: {
        hLineColor: () => line,
        vLineColor: () => line,
        hLineWidth: () => 0.7,
        vLineWidth: () => 0.7,
      },
      table: {
        widths: figures.map(() => '*'),
        body: [
          figures.map(({ label, value, detail }) => ({
            margin: [4, 4, 4, 4],
            stack: [
              { text: inCell(label), color: soft, fontSize: 8 },
              { text: inCell(value), fontSize: 18, bold: true },
              { text: drawable(detail ?? ' '), color: soft, fontSize: 8 },
            ],
          })),
        ],
      },
    },
  ];
}

function sectionOf({ heading, text = [], table }: Section): readonly Content[] {
  return [
    { text: drawable(heading), fontSize: 14, bold: true, margin: [0, 18, 0, 6], headlineLevel: 2 },
    ...text.map((one): Content => ({ text: drawable(one), margin: [0, 0, 0, 4] })),
    ...(table === undefined ? [] : tableOf(table)),
  ];
}

function tableOf(table: Table): readonly Content[] {
  if (table.rows.length === 0) return [{ text: drawable(table.empty), color: soft }];
  const shown = table.rows.slice(0, mostRows);
  const total = table.columns.reduce((sum, { width }) => sum + width, 0);
  const head = table.columns.map(
    ({ title, align }): TableCell => ({
      text: drawable(title),
      bold: true,
      fillColor: '#f4f6f9',
      ...(align !== undefined && { alignment: align }),
    }),
  );
  const made: Content = {
    layout: { hLineColor: () => line, vLineWidth: () => 0, hLineWidth: () => 0.5 },
    fontSize: 8,
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      // What borders and padding take is about 8 points a column.
      widths: table.columns.map(({ width }) => `${(width / total) * 100}%`),
      body: [head, ...shown.map((row) => row.map((cell, at) => cellOf(table, cell, at)))],
    },
  };
  if (table.total <= shown.length) return [made];
  return [
    made,
    {
      text: `The first ${shown.length} of ${table.total}; the CSV has all.`,
      color: soft,
      margin: [0, 4, 0, 0],
    },
  ];
}

const mostOfCell = 300;
const longWord = /[^ ]{24}/gu;

/** Short enough for a row, and with places to break in words without any: to find those costs the library their length squared. */
function inCell(cell: string): string {
  const text = drawable(cell.slice(0, mostOfCell));
  const cut = text.length > mostOfCell || cell.length > mostOfCell;
  const shown = cut ? `${text.slice(0, mostOfCell - 1)}…` : text;
  return shown.replaceAll(longWord, '$&\u200b');
}

function cellOf(table: Table, cell: string, at: number): TableCell {
  const column = table.columns[at];
  const tone = column?.toned === true ? toneOf(cell) : undefined;
  return {
    // A row that is higher than a page could not be kept together.
    text: inCell(cell),
    ...(column?.align !== undefined && { alignment: column.align }),
    ...(tone !== undefined && { color: tonesOfPage[tone], bold: true }),
  };
}
