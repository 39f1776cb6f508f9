import type { GroupRules } from '../health-rules.ts';

export const kubevirt: readonly GroupRules[] = [
  {
    group: 'cdi.kubevirt.io',
    kinds: {
      DataVolume: `
        Healthy if .status.phase=Succeeded: {.status.phase}
        Suspended if .status.phase=Paused: {.status.phase}
        Degraded if Running=False and Running.reason=Error
        Degraded if .status.phase=Failed|Unknown: {.status.phase}
        Progressing: {.status.phase|"No status available"}
      `,
    },
  },
  {
    group: 'kubevirt.io',
    kinds: {
      VirtualMachine: `
        Healthy if (.spec.running=false or .spec.runStrategy=Halted) and not .status.created: Stopped as declared
        Suspended if Paused=True: Paused
        Healthy if Ready=True: {.status.printableStatus|"Running"}
        Suspended if Ready and not .status.created: {.status.printableStatus|"Stopped"}
        Progressing if Ready: {.status.printableStatus|"Starting"}
        Progressing: {.status.printableStatus|"No status available"}
      `,
      VirtualMachineInstance: `
        Degraded if .status.phase=Failed: {.status.phase}
        Progressing if .status.phase=Pending|Scheduling|Scheduled: {.status.phase}
        Suspended if .status.phase=Succeeded: {.status.phase}
        Unknown if .status.phase=Unknown: {.status.phase}
        Suspended if Paused=True
        Healthy if Ready=True: Running
        Degraded if Ready
        Progressing: {.status.phase|"No status available"}
      `,
    },
  },
];
