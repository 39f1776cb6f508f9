import type { CallOptions, KubeApi } from '@wheelhouse/adapter-kube';

export type KubeWriter = Pick<KubeApi, 'apply' | 'create' | 'replace' | 'delete' | 'patch'>;

/** What a writer must know of the lease. Times in milliseconds. */
export interface Fence {
  /** How long a write that starts now may take; 0 or less: none may start. */
  writeBudget(): number;
}

/** The lease is gone, or too near its end to begin a write. Whoever leads now does the work. */
export class NotLeading extends Error {
  override readonly name = 'NotLeading';
  constructor() {
    super('this spoke may not write now: its lease ends soon, or another spoke leads');
  }
}

const MAX_WRITE_MS = 30_000;

/** Architecture §5.5: no write starts in the last third of the lease, and each request ends before the lease does. */
export function fencedWriter(kube: KubeApi, fence: Fence): KubeWriter {
  const bounded = <O extends CallOptions>(options: O | undefined): O => {
    const budget = Math.floor(fence.writeBudget());
    if (budget <= 0) throw new NotLeading();
    return { ...options, timeoutMs: Math.min(options?.timeoutMs ?? MAX_WRITE_MS, budget) } as O;
  };
  return {
    apply: async (object, options) => kube.apply(object, bounded(options)),
    create: async (object, options) => kube.create(object, bounded(options)),
    replace: async (object, options) => kube.replace(object, bounded(options)),
    delete: async (ref, options) => kube.delete(ref, bounded(options)),
    patch: async (ref, type, body, options) => kube.patch(ref, type, body, bounded(options)),
  };
}
