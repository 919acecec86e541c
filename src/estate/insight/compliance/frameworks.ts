import { iso27001, pciDss, soc2 } from './assurance.ts';
import { cisDocker } from './cis-docker.ts';
import { cisKubernetes } from './cis-kubernetes.ts';
import type { FrameworkText } from './framework.ts';
import { nist53, nist190, nsaCisa } from './public-guides.ts';

/** Every framework, in the order in which they are listed. */
export const frameworks: readonly FrameworkText[] = [
  cisKubernetes,
  cisDocker,
  nsaCisa,
  nist190,
  nist53,
  pciDss,
  soc2,
  iso27001,
];
