import { type CheckMetas, metaOf } from '#check/catalogue.ts';
import { faultOf } from '#check/fault.ts';
import type { Violation } from '#contract/check.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';

/** The checks of this room by what they ask; their words stand in `catalog/check/credential`. */
export const credentialChecks = {
  vendorDefault: 'CSN-CRED-0001',
  guessable: 'CSN-CRED-0002',
  emptyPassword: 'CSN-CRED-0003',
  weakHash: 'CSN-CRED-0004',
  secondRoot: 'CSN-CRED-0005',
  doubleName: 'CSN-CRED-0006',
  readableHash: 'CSN-CRED-0007',
  openService: 'CSN-CRED-0020',
  servicePassword: 'CSN-CRED-0021',
  serviceEmpty: 'CSN-CRED-0022',
  constantSecret: 'CSN-CRED-0023',
  openDebugger: 'CSN-CRED-0024',
  openConsole: 'CSN-CRED-0025',
  anonymousAccess: 'CSN-CRED-0026',
  riskyLogin: 'CSN-CRED-0027',
  exposedStatus: 'CSN-CRED-0028',
  authorizedKeys: 'CSN-CRED-0040',
  hostKey: 'CSN-CRED-0041',
  keyPair: 'CSN-CRED-0042',
  knownKey: 'CSN-CRED-0043',
  kubeconfig: 'CSN-CRED-0044',
  snakeoil: 'CSN-CRED-0045',
} as const;
export type CredentialCheck = keyof typeof credentialChecks;

/** Makes a fault of a check of this room. */
export type MakeFault = (check: CredentialCheck, violation: Violation, place: Location) => Fault;

/** Binds the catalogue. */
export function faultMaker(metas: CheckMetas): MakeFault {
  return (check, violation, place) =>
    faultOf(metaOf(metas, credentialChecks[check]), violation, place);
}
