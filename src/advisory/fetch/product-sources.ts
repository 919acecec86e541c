import { type FeedSource, fixed, gitHubArchive } from './source.ts';

/** Feeds of products, languages and of what is known about exploits. The addresses are those that the publishers document. */
export const productSources: readonly FeedSource[] = [
  {
    id: 'osv-bucket',
    title: 'OSV: every ecosystem (GHSA, GO, PYSEC, RUSTSEC, MAL, distributions)',
    publisher: '',
    base: 'https://osv-vulnerabilities.storage.googleapis.com/',
    directory: '',
    size: 'large',
    isUsual: true,
    plan: { type: 'osv-bucket' },
  },
  {
    id: 'kev',
    title: 'CISA: vulnerabilities known to be exploited',
    publisher: 'kev:',
    base: 'https://www.cisa.gov/sites/default/files/feeds/',
    directory: '',
    size: 'small',
    isUsual: true,
    plan: fixed(same('known_exploited_vulnerabilities.json')),
  },
  {
    id: 'epss',
    title: 'FIRST: exploit prediction scores of the day',
    publisher: 'epss:',
    base: 'https://epss.empiricalsecurity.com/',
    directory: '',
    size: 'small',
    isUsual: true,
    plan: fixed(same('epss_scores-current.csv.gz')),
  },
  {
    id: 'redhat-vex',
    title: 'Red Hat: VEX, archive and changes since',
    publisher: 'redhat',
    base: 'https://security.access.redhat.com/data/csaf/v2/vex/',
    size: 'large',
    isUsual: true,
    plan: { type: 'redhat-vex' },
  },
  {
    id: 'redhat-products',
    title: 'Red Hat: CPE names of repositories',
    publisher: 'redhat',
    base: 'https://security.access.redhat.com/data/meta/v1/',
    size: 'small',
    isUsual: true,
    plan: fixed(same('repository-to-cpe.json')),
  },
  {
    id: 'suse-csaf',
    title: 'SUSE and openSUSE: VEX',
    publisher: 'suse',
    base: 'https://ftp.suse.com/pub/projects/security/',
    size: 'large',
    isUsual: true,
    plan: fixed(same('csaf-vex.tar.bz2')),
  },
  {
    id: 'nvd',
    title: 'NVD: CVEs by year',
    publisher: 'nvd',
    base: 'https://nvd.nist.gov/feeds/json/cve/2.0/',
    size: 'medium',
    isUsual: true,
    plan: { type: 'files', files: nvdFiles },
  },
  {
    id: 'ssvc',
    title: 'CISA Vulnrichment: decisions, CVSS, CWE',
    publisher: 'cisa-ssvc',
    isUsual: true,
    ...gitHubArchive('cisagov/vulnrichment', 'develop'),
  },
  {
    id: 'eol',
    title: 'endoflife.date: when support ends',
    publisher: 'endoflife',
    base: 'https://endoflife.date/api/v1/',
    size: 'small',
    isUsual: true,
    plan: fixed({ path: 'products/full', name: 'full.json' }),
  },
  {
    id: 'glad',
    title: 'GitLab advisories (community, a month late)',
    publisher: 'gitlab',
    base: 'https://gitlab.com/gitlab-org/advisories-community/-/archive/main/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('advisories-community-main.tar.gz')),
  },
  {
    id: 'rubysec',
    title: 'Ruby advisories',
    publisher: 'rubysec',
    isUsual: true,
    ...gitHubArchive('rubysec/ruby-advisory-db', 'master'),
  },
  {
    id: 'friendsofphp',
    title: 'PHP advisories',
    publisher: 'friendsofphp',
    isUsual: true,
    ...gitHubArchive('FriendsOfPHP/security-advisories', 'master'),
  },
  {
    id: 'kubernetes',
    title: 'Kubernetes: official CVE feed',
    publisher: 'kubernetes',
    base: 'https://kubernetes.io/docs/reference/issues-security/official-cve-feed/',
    size: 'medium',
    isUsual: true,
    plan: fixed(same('index.json'), {
      path: 'main.tar.gz',
      base: 'https://github.com/kubernetes-sigs/cve-feed-osv/archive/refs/heads/',
      name: 'cve-feed-osv.tar.gz',
      isOptional: true,
    }),
  },
  {
    id: 'ghsa',
    title: 'GitHub advisories',
    publisher: 'GHSA-',
    isUsual: false,
    ...gitHubArchive('github/advisory-database'),
  },
  {
    id: 'govulndb',
    title: 'Go vulnerabilities',
    publisher: 'GO-',
    base: 'https://vuln.go.dev/',
    size: 'medium',
    isUsual: false,
    plan: fixed(same('vulndb.zip')),
  },
  {
    id: 'rustsec',
    title: 'Rust advisories',
    publisher: 'RUSTSEC-',
    isUsual: false,
    ...gitHubArchive('rustsec/advisory-db', 'osv'),
  },
  {
    id: 'pysec',
    title: 'Python advisories',
    publisher: 'PYSEC-',
    isUsual: false,
    ...gitHubArchive('pypa/advisory-database'),
  },
  {
    id: 'malicious-packages',
    title: 'OpenSSF: malicious packages',
    publisher: 'MAL-',
    isUsual: false,
    ...gitHubArchive('ossf/malicious-packages'),
  },
  {
    id: 'bitnami',
    title: 'Bitnami advisories',
    publisher: 'BIT-',
    isUsual: false,
    ...gitHubArchive('bitnami/vulndb'),
  },
];

function same(path: string) {
  return { path, name: path };
}

const firstYear = 2002;

/** Each year's file is written anew when one of its records changes, so those of changes are not needed beside them. */
function nvdFiles(year: number) {
  return Array.from({ length: Math.max(year - firstYear + 1, 1) }, (_, index) => {
    const stem = `nvdcve-2.0-${firstYear + index}`;
    return {
      ...same(`${stem}.json.gz`),
      meta: `${stem}.meta`,
      // the file of a new year comes some days into it
      isOptional: firstYear + index === year,
    };
  });
}
