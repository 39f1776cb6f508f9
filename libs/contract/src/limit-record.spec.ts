import { limitRecord } from './limit-record.ts';
import type { ObjectOutcome, OperationRecord } from './operation.ts';

const outcome = (name: string, code: string, message?: string): ObjectOutcome => ({
  ...{ group: 'apps', kind: 'Deployment', namespace: 'shop', name },
  ...{ phase: 'Sync', wave: 0, action: 'apply', code },
  ...(message ? { message } : {}),
});
const recordOf = (objects: readonly ObjectOutcome[]): OperationRecord => ({
  operation: {
    ...{ id: '00000000-0000-4000-8000-000000000000' as never, phase: 'Failed', message: 'failed' },
    ...{ startedAt: 1, attempt: 1, initiatedBy: 'ada' },
  },
  objects,
  omitted: 0,
});

describe('what of a record fits into an event', () => {
  it('everything, in order, where there is room', () => {
    const record = recordOf([outcome('b', 'Synced'), outcome('a', 'SyncFailed')]);
    expect(limitRecord(record)).toEqual(record);
  });

  it('what failed before what did not, and how many are left out', () => {
    const many = Array.from({ length: 100 }, (_, i) => outcome(`fine-${i}`, 'Synced'));
    const limited = limitRecord(recordOf([...many, outcome('broken', 'SyncFailed', 'x'.repeat(1000))]), 1500);
    expect(limited.objects.at(-1)?.name).toBe('broken');
    expect(limited.objects.at(-1)?.message?.length).toBe(400);
    expect(limited.objects.length + limited.omitted).toBe(101);
    expect(limited.omitted).toBeGreaterThan(50);
  });
});
