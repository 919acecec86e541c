import type { SettingSource, Spot } from '../component.ts';

/** Settings of etcd in its environment: `ETCD_CERT_FILE` for `--cert-file`, which counts less than the flag. */
export function environmentSource(
  environment: ReadonlyMap<string, string>,
  spot: Spot,
): SettingSource {
  return {
    title: 'environment',
    get(flag) {
      const value = environment.get(nameOf(flag));
      if (value === undefined || value === '') return undefined;
      return { values: [value], written: `${nameOf(flag)}=${value}` };
    },
    spot: () => spot,
    patch: () => undefined,
    label: nameOf,
  };
}

function nameOf(flag: string): string {
  return `ETCD_${flag.replaceAll('-', '_').toUpperCase()}`;
}
