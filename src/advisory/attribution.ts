import type { ManifestPublisher } from './manifest.ts';

/** The notice that goes with a database that is handed on: whose data it holds and under which terms (Markdown). */
export function attributionText(publishers: readonly ManifestPublisher[]): string {
  const sections = publishers.map(
    ({ title, licence, attribution }) => `## ${title}\n\nLicence: ${licence}. ${attribution}\n`,
  );
  return `${introduction}\n${sections.join('\n')}\n${notices}`;
}

const introduction = `# Advisory snapshot: sources and licences

The database in this directory holds facts taken from the sources below: identifiers, package names, version ranges,
severity vectors, dates and links. Descriptions and other texts are left out; the form was changed (normalised, joined
by package, packed). The publishers do not endorse this program.

CC-BY-4.0: https://creativecommons.org/licenses/by/4.0/ · CC0-1.0: https://creativecommons.org/publicdomain/zero/1.0/ ·
Unlicense: https://unlicense.org/
`;

const notices = `## MIT licence

Applies to the parts taken from the AlmaLinux OSV Database (Copyright (c) AlmaLinux OS Foundation and contributors) and from
the Node.js Security Working Group database (Copyright (c) Node.js contributors).

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
