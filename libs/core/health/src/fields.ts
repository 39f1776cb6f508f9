import type { KubeObject } from '@wheelhouse/core-domain';

/** Reading a cluster's objects: what is absent or of another type reads as its zero value, as in Go's typed structs. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const fields = (value: unknown): Fields => (isFields(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
export const integer = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const optionalInteger = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

export const specOf = (object: KubeObject): Fields => fields(object['spec']);
export const statusOf = (object: KubeObject): Fields => fields(object['status']);
export const generationOf = (object: KubeObject): number => integer(object.metadata['generation']);

const condition = (value: unknown): Condition => {
  const from = fields(value);
  const observedGeneration = optionalInteger(from['observedGeneration']);
  return {
    type: text(from['type']),
    status: text(from['status']),
    reason: text(from['reason']),
    message: text(from['message']),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
};
export const conditionsOf = (status: Fields): readonly Condition[] => list(status['conditions']).map(condition);
export const conditionOf = (status: Fields, type: string): Condition | undefined =>
  conditionsOf(status).find((candidate) => candidate.type === type);
