import type { GroupRules } from '../health-rules.ts';

export const volumeSnapshots: readonly GroupRules[] = [
  {
    group: 'snapshot.storage.k8s.io',
    kinds: {
      'VolumeSnapshot VolumeSnapshotContent': `
        Healthy if .status.readyToUse=true: Ready to use
        Degraded if .status.error: {.status.error.message}
        Progressing: Waiting for status
      `,
    },
  },
];
