import type { Setting } from '../component.ts';
import type { Flags } from './flags.ts';

/** Fields of KubeletConfiguration v1beta1 and KubeProxyConfiguration v1alpha1 and the flags that stand for them. */
const flagsOfFields: ReadonlyMap<string, string> = new Map([
  ['authentication.anonymous.enabled', 'anonymous-auth'],
  ['authentication.webhook.enabled', 'authentication-token-webhook'],
  ['authentication.x509.clientCAFile', 'client-ca-file'],
  ['authorization.mode', 'authorization-mode'],
  ['readOnlyPort', 'read-only-port'],
  ['streamingConnectionIdleTimeout', 'streaming-connection-idle-timeout'],
  ['protectKernelDefaults', 'protect-kernel-defaults'],
  ['makeIPTablesUtilChains', 'make-iptables-util-chains'],
  ['eventRecordQPS', 'event-qps'],
  ['tlsCertFile', 'tls-cert-file'],
  ['tlsPrivateKeyFile', 'tls-private-key-file'],
  ['tlsCipherSuites', 'tls-cipher-suites'],
  ['tlsMinVersion', 'tls-min-version'],
  ['rotateCertificates', 'rotate-certificates'],
  ['serverTLSBootstrap', 'rotate-server-certificates'],
  ['podPidsLimit', 'pod-max-pids'],
  ['seccompDefault', 'seccomp-default'],
  ['staticPodPath', 'pod-manifest-path'],
  ['enableDebuggingHandlers', 'enable-debugging-handlers'],
  ['allowedUnsafeSysctls', 'allowed-unsafe-sysctls'],
  ['failSwapOn', 'fail-swap-on'],
  ['imageGCHighThresholdPercent', 'image-gc-high-threshold'],
  ['healthzBindAddress', 'healthz-bind-address'],
  ['metricsBindAddress', 'metrics-bind-address'],
  ['clientConnection.kubeconfig', 'kubeconfig'],
]);

/** The flag for a field; a name that has no dot and no capital is one already (`hostname-override`). */
export function flagOf(field: string): string | undefined {
  const known = flagsOfFields.get(field);
  if (known !== undefined) return known;
  if (field.startsWith('featureGates.')) return 'feature-gates';
  return /^[a-z0-9-]+$/.test(field) ? field : undefined;
}

/** What flags say of a field. */
export function fromFlag(field: string, flags: Flags): Setting | undefined {
  const name = flagOf(field);
  const uses = name === undefined ? undefined : flags.get(name);
  if (name === undefined || uses === undefined) return undefined;
  if (!field.startsWith('featureGates.')) {
    const values = uses.map(({ value }) => value);
    return { values, written: values.map((value) => `--${name}=${value}`).join(' ') };
  }
  const gate = field.slice('featureGates.'.length);
  const value = uses.flatMap((use) => gateIn(use.value, gate) ?? []).at(-1);
  return value === undefined
    ? undefined
    : { values: [value], written: `--feature-gates=${gate}=${value}` };
}

/** The value of one gate in `A=true,B=false`. */
export function gateIn(text: string, gate: string): string | undefined {
  const pair = text.split(',').findLast((one) => one.trim().startsWith(`${gate}=`));
  return pair?.trim().slice(gate.length + 1);
}
