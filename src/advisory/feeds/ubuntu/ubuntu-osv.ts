import { normaliseOsv } from '../../osv.ts';
import type { VendorFeed } from '../feed.ts';
import { jsonOf, malformed } from '../json-value.ts';

/** Canonical's OSV records (`osv/cve/2024/UBUNTU-CVE-2024-1.json`, `osv/usn/…`, `osv/lsn/…`), which are ordinary ones. */
export const ubuntuOsv: VendorFeed = {
  id: 'ubuntu-osv',
  publisher: 'ubuntu-osv',
  accepts: (path) =>
    /(?:^|\/)(?:UBUNTU-CVE|USN|LSN|CVE)-[\w-]+\.json$/.test(path) && !/(?:^|\/)vex\//.test(path),
  *read(document) {
    const record = jsonOf(document);
    yield record === undefined ? malformed(document.path) : normaliseOsv(record, 'Ubuntu');
  },
};
