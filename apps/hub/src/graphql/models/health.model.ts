import { Field, Int, ObjectType } from '@nestjs/graphql';
import { HealthStatus, SyncStatus } from './enums.ts';

@ObjectType('SyncState')
export class SyncStateModel {
  @Field(() => SyncStatus)
  status!: SyncStatus;
  @Field(() => String, { nullable: true })
  reason?: string | null;
}

@ObjectType('Health')
export class HealthModel {
  @Field(() => HealthStatus)
  status!: HealthStatus;
  @Field(() => String, { nullable: true })
  message?: string | null;
}

@ObjectType('Revisions', { description: 'Commits. A rung that holds the desired bundle shows the desired commit.' })
export class RevisionsModel {
  @Field(() => String, { nullable: true })
  desired?: string | null;
  @Field(() => String, { nullable: true })
  published?: string | null;
  @Field(() => String, { nullable: true })
  admitted?: string | null;
  @Field(() => String, { nullable: true })
  applied?: string | null;
  @Field(() => String, { nullable: true })
  healthy?: string | null;
}

@ObjectType('StatusCounts', { description: 'Counts of targets, kept as they change; nothing is scanned.' })
export class StatusCountsModel {
  @Field(() => Int)
  total!: number;
  @Field(() => Int)
  done!: number;
  @Field(() => Int)
  settling!: number;
  @Field(() => Int)
  inFlight!: number;
  @Field(() => Int)
  held!: number;
  @Field(() => Int)
  notSent!: number;
  @Field(() => Int)
  healthy!: number;
  @Field(() => Int)
  suspended!: number;
  @Field(() => Int)
  progressing!: number;
  @Field(() => Int)
  missing!: number;
  @Field(() => Int)
  degraded!: number;
  @Field(() => Int)
  unknown!: number;
  @Field(() => Int)
  synced!: number;
  @Field(() => Int)
  outOfSync!: number;
  @Field(() => Int)
  syncUnknown!: number;
  @Field(() => Int, { description: "Targets with an error on the hub's side, or whose last sync failed." })
  failing!: number;
}

@ObjectType('ResourceCounts')
export class ResourceCountsModel {
  @Field(() => Int)
  total!: number;
  @Field(() => Int)
  synced!: number;
  @Field(() => Int)
  healthy!: number;
}
