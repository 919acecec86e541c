/**
 * Builds the advisory snapshot that is shipped with the program:
 *
 *     node tools/snapshot.ts DIR [OUT]
 *
 * DIR is laid out like the OSV bucket (`<ecosystem>/all.zip`, `known_exploited_vulnerabilities.json`); OUT is `data/snapshot`.
 * Feeds whose licence does not let others hand them on are left out. The same DIR gives the same bytes;
 * `SOURCE_DATE_EPOCH` overrides the build time, which otherwise is the day of the newest record.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attributionText } from '../src/advisory/attribution.ts';
import { buildDatabase } from '../src/advisory/build.ts';
import { writePublicFile } from '../src/advisory/public-file.ts';
import { defaultLimits, type Scope } from '../src/contract/scope.ts';
import { formatBytes } from '../src/kit/text.ts';

const [from, out = 'data/snapshot'] = process.argv.slice(2);
if (from === undefined) throw new Error('usage: node tools/snapshot.ts DIR [OUT]');
const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn: console.warn, error: console.error },
  progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
  clock: () => new Date(),
  limits: defaultLimits,
  temporaryDirectory: tmpdir(),
};
const epoch = process.env['SOURCE_DATE_EPOCH'];
const started = performance.now();
const report = await buildDatabase(
  {
    from,
    out,
    redistributableOnly: true,
    ...(epoch !== undefined && { sourceDateEpoch: Number(epoch) }),
  },
  scope,
);
writePublicFile(join(out, 'ATTRIBUTION.md'), attributionText(report.publishers));

for (const { name, records, facts, skipped } of report.feeds) {
  const left = skipped.map(({ reason, count }) => `${count} ${reason}`).join(', ');
  console.log(`${name}: ${records} records, ${facts} facts; skipped: ${left || 'none'}`);
}
for (const { name, advisories, facts, blob, content } of report.segments)
  console.log(
    `${name}: ${advisories} advisories, ${facts} facts, ${formatBytes(content.size)}, ${formatBytes(blob.size)} compressed`,
  );
const total = report.segments.reduce((sum, segment) => sum + segment.blob.size, 0);
console.log(
  `${report.build}\nbuilt at ${report.builtAt}, ${formatBytes(total)} compressed, ${report.aliasConflicts} alias conflicts, ${Math.round(performance.now() - started)} ms`,
);
