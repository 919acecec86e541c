/** Longer texts of `--help` for software bills, changes and advice, written for 80 columns. */

export const sbomHelp = `
Formats: cyclonedx (1.6) cyclonedx-1.7 spdx (2.3) spdx-tv spdx-3 purls csv json

Examples:
  caisson sbom debian:12 -o cyclonedx=debian.cdx.json
  caisson sbom . -o spdx=app.spdx.json -o purls
`;

export const convertHelp = `
From an SBOM to the formats of "caisson sbom", from a report to every format.

Examples:
  caisson convert syft.json -o spdx-3=app.spdx3.json
  caisson convert scan.json -o html=scan.html -o sarif=scan.sarif
`;

export const mergeHelp = `
Inputs are SBOMs, images or trees; each is read as "caisson sbom" reads it.

Examples:
  caisson merge web.cdx.json worker.spdx.json --name shop -o spdx=shop.json
  caisson merge web:2.1 worker:2.1 -o spdx=shop.spdx.json
`;

export const diffHelp = `
Both sides are anything that "caisson scan" reads, or reports of "scan -o json".

Examples:
  caisson diff shop:1.4 shop:1.5
  caisson diff monday.json shop.tar --format markdown
  caisson diff main.json . --fail-on high        only what is new can fail
`;

export const planHelp = `
Examples:
  caisson plan shop:1.4
  caisson plan scan.json --format json
  caisson plan . --format markdown
`;

export const vexHelp = `
Formats: openvex (default) csaf-vex cyclonedx-vex

Examples:
  caisson vex shop:1.4 -o openvex=shop.vex.json
  caisson vex scan.json -o csaf-vex
  caisson scan shop:1.4 --vex shop.vex.json
`;

export const rescanHelp = `
Every scan of an image or SBOM keeps its inventory in the cache directory.

Examples:
  caisson db update && caisson rescan
  caisson rescan --fail-on 'kev || tier<=P1' --format json
`;
