import { listenAddress } from './listen-address.ts';
import type { UpOptions, WebFaceParts } from './up-options.ts';

/** How the HTTP face is offered, by the settings. */
export function webSettings({ config, tls }: UpOptions): WebFaceParts['settings'] {
  const url = config.text('url');
  return {
    ...listenAddress(config.text('listen')),
    insecureHttp: config.isOn('insecure-http'),
    allowedHosts: config.list('hosts'),
    trustedProxies: config.list('trusted-proxies'),
    ...(tls !== undefined && { tls }),
    ...(url !== '' && { publicOrigin: new URL(url).origin }),
  };
}
