import type { KubeObject } from '#kube/object.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import { parseImage } from './image.ts';

/** A program that gives away the cluster to whoever reaches it: by the image, or by the names that its makers give it. */
export function openProgram(
  { name }: KubeObject,
  { labels }: PodTemplate,
  { image }: Container,
): string | undefined {
  const repository = parseImage(image)?.repository ?? '';
  const app = labels.get('k8s-app') ?? labels.get('app') ?? '';
  if (
    /(?:^|\/)tiller$/.test(repository) ||
    /^tiller(?:-deploy)?$/.test(name) ||
    labels.get('name') === 'tiller'
  )
    return 'Tiller';
  const isDashboard =
    /(?:^|\/)(?:kubernetesui\/dashboard(?:-\w+)?|kubernetes-dashboard(?:-amd64)?)$/.test(
      repository,
    ) || app === 'kubernetes-dashboard';
  return isDashboard ? 'the Kubernetes dashboard' : undefined;
}
