import { registerEnumType } from '@nestjs/graphql';

/** GraphQL enums in SCREAMING_CASE; `toEnum` maps the domain's words. */
export enum SyncStatus {
  SYNCED = 'SYNCED',
  OUT_OF_SYNC = 'OUT_OF_SYNC',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(SyncStatus, { name: 'SyncStatus' });

export enum HealthStatus {
  HEALTHY = 'HEALTHY',
  SUSPENDED = 'SUSPENDED',
  PROGRESSING = 'PROGRESSING',
  MISSING = 'MISSING',
  DEGRADED = 'DEGRADED',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(HealthStatus, { name: 'HealthStatus' });

export enum OperationPhase {
  RUNNING = 'RUNNING',
  WAITING_FOR_WINDOW = 'WAITING_FOR_WINDOW',
  TERMINATING = 'TERMINATING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  ERROR = 'ERROR',
}
registerEnumType(OperationPhase, { name: 'OperationPhase' });

export enum TargetStage {
  NOT_SENT = 'NOT_SENT',
  HELD = 'HELD',
  IN_FLIGHT = 'IN_FLIGHT',
  SETTLING = 'SETTLING',
  DONE = 'DONE',
}
registerEnumType(TargetStage, { name: 'TargetStage', description: 'What the lowest gap of the revision ladder says.' });

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(OrderDirection, { name: 'OrderDirection' });

export enum EventType {
  NORMAL = 'NORMAL',
  WARNING = 'WARNING',
}
registerEnumType(EventType, { name: 'EventType' });

export enum ComparedChange {
  CREATE = 'CREATE',
  CHANGE = 'CHANGE',
  DELETE = 'DELETE',
}
registerEnumType(ComparedChange, { name: 'ComparedChange' });

export enum PreviewAction {
  CREATED = 'CREATED',
  CHANGED = 'CHANGED',
  WITHDRAWN = 'WITHDRAWN',
  UNCHANGED = 'UNCHANGED',
}
registerEnumType(PreviewAction, { name: 'PreviewAction' });

export enum Severity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}
registerEnumType(Severity, { name: 'Severity' });

export enum ApplicationOrderField {
  NAME = 'NAME',
  CLUSTER = 'CLUSTER',
  PROJECT = 'PROJECT',
  HEALTH = 'HEALTH',
  SYNC = 'SYNC',
  STAGE = 'STAGE',
  UPDATED_AT = 'UPDATED_AT',
  CREATED_AT = 'CREATED_AT',
}
registerEnumType(ApplicationOrderField, { name: 'ApplicationOrderField' });

export enum ClusterOrderField {
  NAME = 'NAME',
  HEALTH = 'HEALTH',
  LAST_SEEN_AT = 'LAST_SEEN_AT',
  CREATED_AT = 'CREATED_AT',
}
registerEnumType(ClusterOrderField, { name: 'ClusterOrderField' });

export enum ApplicationSetOrderField {
  NAME = 'NAME',
  PROJECT = 'PROJECT',
  CREATED_AT = 'CREATED_AT',
}
registerEnumType(ApplicationSetOrderField, { name: 'ApplicationSetOrderField' });

export enum ResourceKind {
  APPLICATION = 'APPLICATION',
  APPLICATION_SET = 'APPLICATION_SET',
  PROJECT = 'PROJECT',
  CLUSTER = 'CLUSTER',
  REPOSITORY = 'REPOSITORY',
  CONFIG_MAP = 'CONFIG_MAP',
  SECRET = 'SECRET',
  CLUSTER_DECISION = 'CLUSTER_DECISION',
  SYNC_WINDOW = 'SYNC_WINDOW',
}
registerEnumType(ResourceKind, { name: 'ResourceKind' });

/** `OutOfSync` → `OUT_OF_SYNC`. */
export const toEnum = <T extends string>(word: string): T =>
  word.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() as T;

/** `OUT_OF_SYNC` → `OutOfSync`. */
export const fromEnum = (value: string): string =>
  value.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
