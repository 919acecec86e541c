import type { ReactNode } from 'react';
import { hrefOf } from '../../api/call.ts';
import { Menu } from '../../parts/menu.tsx';

const formats = [
  ['cyclonedx', 'CycloneDX SBOM'],
  ['spdx', 'SPDX SBOM'],
  ['sarif', 'SARIF report'],
  ['openvex', 'OpenVEX statements'],
  ['html', 'HTML report'],
  ['csv', 'CSV table'],
  ['json', 'JSON report'],
] as const;

/** The image's report and SBOM in the formats that others read. */
export function Documents(props: { readonly id: string }): ReactNode {
  function download(choice: string): void {
    const format = formats.find(([id]) => id === choice)?.[0];
    if (format === undefined) return;
    const link = document.createElement('a');
    link.href = hrefOf('readImageDocument', { params: { id: props.id }, query: { format } });
    link.download = '';
    link.click();
  }
  return (
    <Menu
      label="Documents"
      icon="download"
      word="Documents"
      choices={formats}
      onChoose={download}
    />
  );
}
