import { clusterId, healthStatuses, operationId, projectId, syncStatuses } from '@wheelhouse/core-domain';
import type { ApplicationId, Commit, Digest, Health, ObjectKey } from '@wheelhouse/core-domain';
import { branded, hex, integer, oneOf, text } from './codec.ts';
import type { Codec } from './codec.ts';
import { field, maybe, record } from './record.ts';
import type { Fields } from './record.ts';

// What many messages have in common.

export const digestField = hex<Digest>(32);
export const applicationIdField = hex<ApplicationId>(8);
export const commitField = hex<Commit>(20, 32);
export const clusterIdField = branded(clusterId);
export const projectIdField = branded(projectId);
export const operationIdField = branded(operationId);
export const name = text(512);
/** Milliseconds since 1970. */
export const time = integer();
export const syncStatusField = oneOf(...syncStatuses);

export const health: Codec<Health> = record<Health>({
  status: field(0, oneOf(...healthStatuses)),
  message: maybe(1, text()),
});

export const objectKeyFields: Fields<ObjectKey> = {
  group: field(0, name),
  kind: field(1, name),
  namespace: field(2, name),
  name: field(3, name),
};
export const objectKey = record<ObjectKey>(objectKeyFields);
