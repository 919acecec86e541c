import type { Workload } from '#kube/view.ts';

/** Programs that run commands or show secrets to whoever opens them, as they are called in names of images and workloads. */
const consoles =
  /(?:^|[/_-])(kubernetes-dashboard|k8s-dashboard|jenkins|argo-server|argocd-server|nifi|weave-scope(?:-app)?|kubeflow(?:-dashboard)?|centraldashboard|phpmyadmin|adminer|pgadmin4?|mongo-express|redis-commander|portainer(?:-ce)?|octant|headlamp|kubeapps|airflow-webserver|jupyter(?:hub|lab)?|zeppelin|spark-master|hadoop|flink|etcd|kafdrop|kafka-ui|akhq|prometheus|alertmanager|traefik-dashboard|selenium|node-red)(?:$|[:@_-])/;

/** The administration interface that a workload is, by its own name or that of its images; `undefined` for others. */
export function consoleOf({ object, pod }: Workload): string | undefined {
  const images = pod.containers.filter(({ type }) => type === 'regular').map(({ image }) => image);
  for (const name of [object.name, ...images]) {
    const found = consoles.exec(name.slice(0, 500).replace(/[:@].*$/, ''))?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
