/** What the path of a cgroup tells of the pod: kubelet's layout under both cgroup drivers. */
export interface CgroupPod {
  /** With dashes, as Kubernetes writes it; static pods have 32 digits without. */
  readonly uid: string;
  readonly qos: 'guaranteed' | 'burstable' | 'besteffort';
}

const podLevel =
  /(?:^|-)pod([0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:[-_][0-9A-Fa-f]{4}){3}[-_][0-9A-Fa-f]{12})(?:\.slice)?$/;

/** The pod of a path: `/kubepods/burstable/pod…/…`, `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod….slice/…`. */
export function podOfCgroup(path: string): CgroupPod | undefined {
  if (!path.includes('pod')) return undefined;
  // The cgroupfs layout of containerd under systemd's names joins the levels by colons.
  for (const level of path.split(/[/:]/).reverse()) {
    const uid = podLevel.exec(level)?.[1];
    if (uid !== undefined) return { uid: uid.replaceAll('_', '-').toLowerCase(), qos: qosOf(path) };
  }
  return undefined;
}

function qosOf(path: string): CgroupPod['qos'] {
  if (/[/-]besteffort[/.-]/.test(path)) return 'besteffort';
  return /[/-]burstable[/.-]/.test(path) ? 'burstable' : 'guaranteed';
}
