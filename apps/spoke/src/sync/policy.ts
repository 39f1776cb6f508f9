/** `system:serviceaccount:…` of an Application's ServiceAccount, named `name` (in the destination namespace) or `namespace:name`. */
export function impersonated(serviceAccount: string | undefined, namespace: string): string | undefined {
  if (!serviceAccount) return undefined;
  const [first, second] = serviceAccount.split(':');
  return second === undefined
    ? `system:serviceaccount:${namespace || 'default'}:${first}`
    : `system:serviceaccount:${first}:${second}`;
}

const PROPAGATION = { foreground: 'Foreground', background: 'Background', orphan: 'Orphan' } as const;

/** `PrunePropagationPolicy=…` of the sync options; `Foreground` where none is given. */
export function propagationOf(syncOptions: readonly string[]): 'Foreground' | 'Background' | 'Orphan' {
  const option = syncOptions.find((text) => text.startsWith('PrunePropagationPolicy='));
  const name = option?.slice(option.indexOf('=') + 1).toLowerCase();
  return PROPAGATION[name as keyof typeof PROPAGATION] ?? 'Foreground';
}
