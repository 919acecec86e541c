/** A product in a product: product id of the container, id and package URL of the component. */
type Placed = readonly [within: string, id: string, purl: string];

/** What a document in the shape of Red Hat's VEX says, by status. */
export interface RedHatSample {
  readonly fixed?: readonly Placed[];
  readonly affected?: readonly Placed[];
  readonly notAffected?: readonly Placed[];
  readonly investigated?: readonly Placed[];
  /** Modules: container, id and package URL; the id of the relationship is `container:id`. */
  readonly modules?: readonly Placed[];
  readonly outlook?: { readonly category: string; readonly details: string };
  readonly flag?: string;
}

const redHatProducts: Readonly<Record<string, string>> = {
  rhel8: 'cpe:/o:redhat:enterprise_linux:8',
  rhel9: 'cpe:/o:redhat:enterprise_linux:9',
  'BaseOS-9.3': 'cpe:/o:redhat:enterprise_linux:9::baseos',
  'BaseOS-9.2.MAIN.EUS': 'cpe:/o:redhat:enterprise_linux:9::baseos',
  'AppStream-9.3': 'cpe:/a:redhat:enterprise_linux:9::appstream',
  'AppStream-8.10': 'cpe:/a:redhat:enterprise_linux:8::appstream',
  'BaseOS-9.0.0.Z.EUS': 'cpe:/o:redhat:rhel_eus:9.0::baseos',
  '7Server-ELS': 'cpe:/o:redhat:rhel_els:7',
  openshift: 'cpe:/a:redhat:openshift:4.16::el9',
};

/** A VEX document as Red Hat publishes it, for CVE-2026-1111. */
export function redHatDocument(sample: RedHatSample): Readonly<Record<string, unknown>> {
  const { fixed = [], affected = [], notAffected = [], investigated = [], modules = [] } = sample;
  const placed = [...fixed, ...affected, ...notAffected, ...investigated];
  const ids = placed.map(idOf);
  return {
    document: {
      category: 'csaf_vex',
      aggregate_severity: { text: 'Moderate' },
      tracking: {
        id: 'CVE-2026-1111',
        status: 'final',
        initial_release_date: '2026-01-05T00:00:00+00:00',
        current_release_date: '2026-02-01T10:00:00+00:00',
      },
    },
    product_tree: redHatTree([...placed, ...modules]),
    vulnerabilities: [
      {
        cve: 'CVE-2026-1111',
        cwe: { id: 'CWE-119', name: 'a weakness' },
        release_date: '2026-01-05T00:00:00+00:00',
        product_status: {
          fixed: fixed.map(idOf),
          known_affected: affected.map(idOf),
          known_not_affected: notAffected.map(idOf),
          under_investigation: investigated.map(idOf),
        },
        remediations: remediationsOf(sample),
        ...(sample.flag !== undefined && {
          flags: [{ label: sample.flag, product_ids: notAffected.map(idOf) }],
        }),
        references: [
          { category: 'self', url: 'https://access.redhat.com/security/cve/CVE-2026-1111' },
        ],
        scores: [
          {
            cvss_v3: {
              vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
              version: '3.1',
            },
            products: ids,
          },
        ],
        threats: [{ category: 'impact', details: 'Important', product_ids: ids }],
      },
    ],
  };
}

function redHatTree(placed: readonly Placed[]): unknown {
  const branches = [
    ...Object.entries(redHatProducts).map(([id, cpe]) => leaf('product_name', id, { cpe })),
    ...placed.map(([, id, purl]) => leaf('product_version', id, purl === '' ? {} : { purl })),
  ];
  return {
    branches: [{ category: 'vendor', name: 'Red Hat', branches }],
    relationships: placed.map(relationship),
  };
}

function remediationsOf({ fixed = [], affected = [], outlook }: RedHatSample): readonly unknown[] {
  return [
    {
      category: 'vendor_fix',
      details: 'Update as written elsewhere',
      date: '2026-01-20T09:00:00+00:00',
      url: 'https://access.redhat.com/errata/RHSA-2026:0042',
      product_ids: fixed.map(idOf),
    },
    { category: 'workaround', details: 'Turn it off', product_ids: affected.map(idOf) },
    ...(outlook === undefined ? [] : [{ ...outlook, product_ids: affected.map(idOf) }]),
  ];
}

function idOf([within, id]: Placed): string {
  return `${within}:${id}`;
}

function leaf(category: string, id: string, helper: Readonly<Record<string, string>>): unknown {
  const product = { name: id, product_id: id, product_identification_helper: helper };
  return { category, name: id, product };
}

function relationship(placed: Placed): unknown {
  const [within, id] = placed;
  return {
    category: 'default_component_of',
    full_product_name: { name: idOf(placed), product_id: idOf(placed) },
    product_reference: id,
    relates_to_product_reference: within,
  };
}

/** A document as SUSE publishes it: product, file name of the package without architecture where it is not fixed. */
export function suseDocument(
  statuses: Readonly<Record<string, readonly (readonly [product: string, file: string])[]>>,
): Readonly<Record<string, unknown>> {
  const placed = Object.values(statuses).flat();
  const products = [...new Set(placed.map(([product]) => product))];
  const files = [...new Set(placed.map(([, file]) => file))];
  return {
    document: {
      aggregate_severity: { text: 'important' },
      references: [
        { category: 'self', url: 'https://www.suse.com/security/cve/CVE-2026-2222' },
        { category: 'self', url: 'https://www.suse.com/csaf-vex/cve-2026-2222.json' },
      ],
      tracking: {
        id: 'CVE-2026-2222',
        status: 'interim',
        initial_release_date: '2026-03-01T00:00:00Z',
        current_release_date: '2026-03-09T00:00:00Z',
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'SUSE',
          branches: [
            ...products.map((name) => leaf('product_name', name, {})),
            {
              category: 'architecture',
              name: 'x86_64',
              branches: files.map((file) => leaf('product_version', file, {})),
            },
          ],
        },
      ],
      relationships: placed.map(([product, file]) => relationship([product, file, ''])),
    },
    vulnerabilities: [
      {
        cve: 'CVE-2026-2222',
        product_status: Object.fromEntries(
          Object.entries(statuses).map(([status, list]) => [
            status,
            list.map(([product, file]) => `${product}:${file}`),
          ]),
        ),
        threats: [
          {
            category: 'impact',
            details: 'moderate',
            product_ids: placed.map(([product, file]) => `${product}:${file}`),
          },
        ],
      },
    ],
  };
}
