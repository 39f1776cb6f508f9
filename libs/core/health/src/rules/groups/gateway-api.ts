import type { GroupRules } from '../health-rules.ts';

export const gatewayApi: readonly GroupRules[] = [
  {
    group: 'gateway.networking.k8s.io',
    kinds: {
      GatewayClass: `
        Healthy if Accepted=True and not stale Accepted: {Accepted.message|"GatewayClass is accepted"}
        Degraded if Accepted=False and not stale Accepted: {Accepted.message|"GatewayClass is not accepted"}
        Progressing if Accepted and not stale Accepted: {Accepted.message|"Waiting for GatewayClass status"}
        Progressing: Waiting for GatewayClass status
      `,
      Gateway: `
        Degraded if ResolvedRefs=False: {ResolvedRefs.message|"Failed condition: ResolvedRefs"}
        Degraded if Accepted=False: {Accepted.message|"Failed condition: Accepted"}
        Progressing if Programmed and Programmed!=True: {Programmed.message|"Gateway is still being programmed"}
        Degraded for .status.listeners if ResolvedRefs=False: Listener: {ResolvedRefs.message|"Failed condition: ResolvedRefs"}
        Degraded for .status.listeners if Accepted=False: Listener: {Accepted.message|"Failed condition: Accepted"}
        Progressing for .status.listeners if Programmed and Programmed!=True: Listener: {Programmed.message|"Listener is still being programmed"}
        Healthy if .status.conditions or .status.listeners: Gateway is healthy
        Progressing: Waiting for Gateway status
      `,
      'HTTPRoute GRPCRoute': `
        Degraded for .status.parents if ResolvedRefs=False and not stale: Parent {.parentRef.name}: {ResolvedRefs.message|"Failed condition: ResolvedRefs"}
        Degraded for .status.parents if Accepted=False and not stale: Parent {.parentRef.name}: {Accepted.message|"Failed condition: Accepted"}
        Progressing for .status.parents if Programmed and Programmed!=True and not stale: Parent {.parentRef.name}: {Programmed.message|"Route is still being programmed"}
        Healthy for .status.parents if .conditions and not stale: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
      'TCPRoute UDPRoute': `
        Degraded for .status.parents if ResolvedRefs=False and not stale: Parent {.parentRef.name}: {ResolvedRefs.message|"Failed condition: ResolvedRefs"}
        Degraded for .status.parents if Accepted=False and not stale: Parent {.parentRef.name}: {Accepted.message|"Failed condition: Accepted"}
        Healthy for .status.parents if .conditions and not stale: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
      TLSRoute: `
        Degraded for .status.parents if ResolvedRefs=False and not stale: Parent {.parentRef.name}: {ResolvedRefs.message|"Failed condition: ResolvedRefs"}
        Degraded for .status.parents if Accepted=False and not stale: Parent {.parentRef.name}: {Accepted.message|"Failed condition: Accepted"}
        Progressing for .status.parents if Programmed and Programmed!=True and not stale: Parent {.parentRef.name}: {Programmed.message|"Route is still being programmed"}
        Healthy for .status.parents if Accepted=True and ResolvedRefs=True and not stale: TLSRoute is healthy
        Progressing for .status.parents if .conditions and not stale: Parent {.parentRef.name}: Waiting for TLSRoute conditions
        Progressing: Waiting for TLSRoute status
      `,
      ListenerSet: `
        Progressing if not .status.conditions or some .status.conditions (stale): Waiting for ListenerSet status
        Degraded if Accepted=False
        Progressing if Programmed and Programmed!=True: {Programmed.message|"ListenerSet is still being programmed"}
        Degraded for .status.listeners if ResolvedRefs=False: Listener: {ResolvedRefs.message}
        Degraded for .status.listeners if Conflicted=True: Listener: {Conflicted.message|"Listener is conflicted"}
        Degraded for .status.listeners if Accepted=False: Listener: {Accepted.message}
        Progressing for .status.listeners if Programmed and Programmed!=True: Listener: {Programmed.message|"Listener is still being programmed"}
        Healthy if .status.listeners: ListenerSet is healthy
        Progressing: Waiting for ListenerSet status
      `,
      BackendTLSPolicy: `
        Progressing for .status.ancestors if stale: Waiting for Ancestor {.ancestorRef.name} to update BackendTLSPolicy status
        Degraded for .status.ancestors if Accepted and Accepted!=True: Ancestor {.ancestorRef.name}: {Accepted.message}
        Degraded for .status.ancestors if ResolvedRefs and ResolvedRefs!=True: Ancestor {.ancestorRef.name}: {ResolvedRefs.message}
        Healthy for .status.ancestors if Accepted=True: BackendTLSPolicy is healthy
        Progressing: Waiting for BackendTLSPolicy status
      `,
    },
  },
  {
    group: 'gateway.envoyproxy.io',
    kinds: {
      Backend: `
        Progressing if stale Accepted: Waiting for Backend status to be updated
        Healthy if Accepted=True
        Degraded if Accepted
        Progressing: Waiting for Backend status
      `,
      'BackendTrafficPolicy ClientTrafficPolicy EnvoyExtensionPolicy EnvoyPatchPolicy SecurityPolicy': `
        Degraded for .status.ancestors if Accepted=False and not stale: {Accepted.message}
        Healthy for .status.ancestors if .conditions and not stale: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
    },
  },
  {
    group: 'microgateway.airlock.com',
    kinds: {
      '*': `
        Healthy if not $.kind $= Policy: {$.kind} is healthy
        Progressing for .status.ancestors if stale or some .conditions (not .observedGeneration): Waiting for Ancestor {.ancestorRef.name} to update {$.kind} status
        Degraded for .status.ancestors if Accepted and Accepted!=True: Ancestor {.ancestorRef.name}: {Accepted.message}
        Degraded for .status.ancestors if ResolvedRefs and ResolvedRefs!=True: Ancestor {.ancestorRef.name}: {ResolvedRefs.message}
        Degraded for .status.ancestors if not Accepted: Ancestor {.ancestorRef.name}: {$.kind} is not accepted
        Healthy for .status.ancestors if Accepted=True: {$.kind} is healthy
        Progressing: Waiting for {$.kind} status
      `,
    },
  },
];
