import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const retired =
  /(?:^|\/)ingress-nginx\/controller(?:-chroot)?(?:[:@]|$)|(?:^|\/)nginx-ingress-controller(?::|@)/;

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { image, name, path } of pods.flatMap(({ containers }) => containers))
    if (retired.test(image) && !/^(?:docker\.io\/)?bitnami|nginxinc/.test(image))
      yield {
        message: `container "${name}" runs ${image}`,
        identity: name,
        field: [...path, 'image'],
      };
}
