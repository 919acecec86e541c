import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Draws what a terminal would show as an SVG: `FORCE_COLOR=1 COLUMNS=100 ./caisson scan … | node tools/picture.ts OUT.svg "$ caisson scan …"`.
 * Understands the attributes that our table uses: bold, dim, inverse and the eight colours.
 */
const [out = 'scan.svg', title = ''] = process.argv.slice(2);
const cell = { width: 8.43, height: 19 };
const palette = [
  '#0d1117',
  '#ff7b72',
  '#3fb950',
  '#d29922',
  '#58a6ff',
  '#bc8cff',
  '#39c5cf',
  '#e6edf3',
];
const paper = '#0d1117';
const ink = '#e6edf3';

const attribute = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`);
const allAttributes = new RegExp(attribute.source, 'g');

interface Look {
  bold: boolean;
  dim: boolean;
  ink: string;
  paper: string | undefined;
}

function plain(): Look {
  return { bold: false, dim: false, ink, paper: undefined };
}

function apply(look: Look, code: number): Look {
  const simple: Readonly<Record<number, Partial<Look>>> = {
    0: plain(),
    1: { bold: true },
    2: { dim: true },
    7: { ink: look.paper ?? paper, paper: look.ink },
  };
  if (code >= 30 && code <= 37) return { ...look, ink: palette[code - 30] ?? ink };
  if (code >= 40 && code <= 47) return { ...look, paper: palette[code - 40] ?? paper };
  return { ...look, ...simple[code] };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function drawLine(line: string, row: number): string {
  let look = plain();
  let column = 0;
  const y = 52 + row * cell.height;
  const parts: string[] = [];
  for (const [index, piece] of line.split(attribute).entries()) {
    if (index % 2 === 1) {
      for (const code of piece.split(';')) look = apply(look, Number(code));
      continue;
    }
    const x = 16 + column * cell.width;
    const width = piece.length * cell.width;
    if (look.paper !== undefined && piece !== '')
      parts.push(
        `<rect x="${x.toFixed(1)}" y="${y - 14}" width="${width.toFixed(1)}" height="${cell.height}" fill="${look.paper}"/>`,
      );
    if (piece.trim() !== '')
      parts.push(
        `<text x="${x.toFixed(1)}" y="${y}" fill="${look.ink}"${look.bold ? ' font-weight="700"' : ''}${look.dim ? ' opacity="0.62"' : ''} textLength="${width.toFixed(1)}" xml:space="preserve">${escape(piece)}</text>`,
      );
    column += piece.length;
  }
  return parts.join('');
}

const text = readFileSync(0, 'utf8').replace(/\n+$/, '');
const lines = [`\u001b[2m$\u001b[0m ${title}`, '', ...text.split('\n')];
const widest = Math.max(...lines.map((line) => line.replaceAll(allAttributes, '').length));
const width = Math.ceil(32 + widest * cell.width);
const height = 68 + lines.length * cell.height;
const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
  (fill, at) => `<circle cx="${20 + at * 20}" cy="18" r="6" fill="${fill}"/>`,
);
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal showing the result of ${escape(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14"><rect width="100%" height="100%" rx="10" fill="${paper}"/>${dots.join('')}${lines.map(drawLine).join('\n')}</svg>\n`,
);
