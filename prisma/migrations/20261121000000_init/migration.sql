-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "hub" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "hub_id" TEXT NOT NULL,
    "local_cluster" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hub_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "id" TEXT NOT NULL,
    "public_key" BYTEA NOT NULL,
    "sealed_private_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trust_set" (
    "version" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,
    "root_key" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trust_set_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "shard" (
    "id" INTEGER NOT NULL,
    "owner" TEXT,
    "term" BIGINT NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "shard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_account" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "admin" BOOLEAN NOT NULL DEFAULT false,
    "projects" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "api_token" (
    "hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "origin" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "server" TEXT NOT NULL DEFAULT '',
    "labels" JSONB NOT NULL DEFAULT '{}',
    "annotations" JSONB NOT NULL DEFAULT '{}',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "project" TEXT NOT NULL DEFAULT '',
    "origin" TEXT NOT NULL,
    "public_key" TEXT,
    "joined_at" TIMESTAMPTZ(3),
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "removed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_status" (
    "cluster_id" TEXT NOT NULL,
    "connected" BOOLEAN NOT NULL DEFAULT false,
    "last_seen_at" TIMESTAMPTZ(3),
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "status_hash" TEXT NOT NULL DEFAULT '',
    "wire_min" INTEGER NOT NULL DEFAULT 1,
    "wire_max" INTEGER NOT NULL DEFAULT 1,
    "features" TEXT[],
    "version" TEXT NOT NULL DEFAULT '',
    "kubernetes" TEXT NOT NULL DEFAULT '',
    "node" TEXT NOT NULL DEFAULT '',
    "clock_skew" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cluster_status_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "join_token" (
    "id" TEXT NOT NULL,
    "cluster_name" TEXT NOT NULL,
    "public_key" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "join_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repository" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "manifest" JSONB,
    "project" TEXT NOT NULL DEFAULT '',
    "origin" TEXT NOT NULL DEFAULT '',
    "sealed_credentials" BYTEA,
    "last_fetched_at" TIMESTAMPTZ(3),
    "last_polled_at" TIMESTAMPTZ(3),
    "problem" JSONB,
    "webhook_seen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "repository_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "repository_revision" (
    "repository_id" UUID NOT NULL,
    "revision" TEXT NOT NULL,
    "commit" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "problem" JSONB,
    "info" JSONB,

    CONSTRAINT "repository_revision_pkey" PRIMARY KEY ("repository_id","revision")
);

-- CreateTable
CREATE TABLE "fleet_source" (
    "id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "revision" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "commit" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "problems" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "fleet_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_set" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shard" INTEGER NOT NULL,
    "manifest" JSONB NOT NULL,
    "origin" TEXT NOT NULL,
    "conditions" JSONB NOT NULL DEFAULT '[]',
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "facts_digest" TEXT,
    "held" JSONB,
    "confirmed" TEXT,
    "repositories" TEXT[],
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cluster_id" TEXT,
    "set_id" TEXT,
    "shard" INTEGER NOT NULL,
    "manifest" JSONB NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "origin" TEXT NOT NULL,
    "spec_digest" TEXT NOT NULL,
    "repositories" TEXT[],
    "problems" JSONB NOT NULL DEFAULT '[]',
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "desired_bundle" TEXT,
    "desired_spec" TEXT,
    "desired_revision" TEXT,
    "published_bundle" TEXT,
    "published_spec" TEXT,
    "published_revision" TEXT,
    "admitted_bundle" TEXT,
    "admitted_spec" TEXT,
    "admitted_revision" TEXT,
    "gates" JSONB NOT NULL DEFAULT '[]',
    "operation" JSONB,
    "removal" TEXT,
    "removal_op" TEXT,
    "refreshed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_status" (
    "application_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,
    "applied_bundle" TEXT,
    "applied_spec" TEXT,
    "applied_revision" TEXT,
    "healthy_bundle" TEXT,
    "healthy_spec" TEXT,
    "healthy_revision" TEXT,
    "sync" TEXT NOT NULL,
    "sync_reason" TEXT,
    "health" TEXT NOT NULL,
    "health_message" TEXT,
    "phase" TEXT,
    "detail" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "application_status_pkey" PRIMARY KEY ("application_id")
);

-- CreateTable
CREATE TABLE "application_history" (
    "application_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "revision" TEXT NOT NULL,
    "bundle" TEXT NOT NULL,
    "spec" TEXT NOT NULL,
    "initiated_by" TEXT NOT NULL,

    CONSTRAINT "application_history_pkey" PRIMARY KEY ("application_id","at")
);

-- CreateTable
CREATE TABLE "counter" (
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "counter_pkey" PRIMARY KEY ("scope","scope_id","state")
);

-- CreateTable
CREATE TABLE "release" (
    "id" BIGSERIAL NOT NULL,
    "set_id" TEXT,
    "project_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "summary" JSONB NOT NULL,

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_assignment" (
    "release_id" BIGINT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "release_assignment_pkey" PRIMARY KEY ("release_id","cluster_id")
);

-- CreateTable
CREATE TABLE "blob" (
    "project_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'live',
    "kind" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "parts" TEXT[],
    "stored_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "body" BYTEA,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("project_id","digest")
);

-- CreateTable
CREATE TABLE "render_cache" (
    "project_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "bundle" TEXT NOT NULL,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "source" JSONB NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "render_cache_pkey" PRIMARY KEY ("project_id","key")
);

-- CreateTable
CREATE TABLE "manifest" (
    "cluster_id" TEXT NOT NULL,
    "generation" BIGINT NOT NULL,
    "digest" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "sequence" BIGINT,
    "published_at" TIMESTAMPTZ(3),
    "published_generation" BIGINT,
    "published_body" BYTEA,

    CONSTRAINT "manifest_pkey" PRIMARY KEY ("cluster_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "shard" INTEGER NOT NULL,
    "term" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tombstone" (
    "application_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tombstone_pkey" PRIMARY KEY ("cluster_id","application_id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" BIGSERIAL NOT NULL,
    "project_id" TEXT,
    "cluster_id" TEXT,
    "application_id" TEXT,
    "set_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "actor" TEXT NOT NULL DEFAULT '',
    "dedupe" TEXT,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "hub_hub_id_key" ON "hub"("hub_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_account_name_key" ON "user_account"("name");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "api_token_user_id_idx" ON "api_token"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "project_name_key" ON "project"("name");

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name_key" ON "cluster"("name");

-- CreateIndex
CREATE INDEX "cluster_shard_idx" ON "cluster"("shard");

-- CreateIndex
CREATE UNIQUE INDEX "repository_url_key" ON "repository"("url");

-- CreateIndex
CREATE UNIQUE INDEX "fleet_source_url_revision_path_key" ON "fleet_source"("url", "revision", "path");

-- CreateIndex
CREATE INDEX "application_set_project_id_idx" ON "application_set"("project_id");

-- CreateIndex
CREATE INDEX "application_set_shard_idx" ON "application_set"("shard");

-- CreateIndex
CREATE INDEX "application_set_repositories_idx" ON "application_set" USING GIN ("repositories");

-- CreateIndex
CREATE UNIQUE INDEX "application_set_namespace_name_key" ON "application_set"("namespace", "name");

-- CreateIndex
CREATE INDEX "application_cluster_id_idx" ON "application"("cluster_id");

-- CreateIndex
CREATE INDEX "application_set_id_idx" ON "application"("set_id");

-- CreateIndex
CREATE INDEX "application_shard_idx" ON "application"("shard");

-- CreateIndex
CREATE INDEX "application_repositories_idx" ON "application" USING GIN ("repositories");

-- CreateIndex
CREATE UNIQUE INDEX "application_project_id_namespace_name_key" ON "application"("project_id", "namespace", "name");

-- CreateIndex
CREATE UNIQUE INDEX "release_set_id_number_key" ON "release"("set_id", "number");

-- CreateIndex
CREATE INDEX "render_cache_project_id_bundle_idx" ON "render_cache"("project_id", "bundle");

-- CreateIndex
CREATE INDEX "outbox_shard_id_idx" ON "outbox"("shard", "id");

-- CreateIndex
CREATE INDEX "outbox_key_idx" ON "outbox"("key");

-- CreateIndex
CREATE UNIQUE INDEX "event_dedupe_key" ON "event"("dedupe");

-- CreateIndex
CREATE INDEX "event_at_idx" ON "event"("at" DESC);

-- CreateIndex
CREATE INDEX "event_application_id_at_idx" ON "event"("application_id", "at" DESC);

-- CreateIndex
CREATE INDEX "event_cluster_id_at_idx" ON "event"("cluster_id", "at" DESC);

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cluster_status" ADD CONSTRAINT "cluster_status_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repository_revision" ADD CONSTRAINT "repository_revision_repository_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repository"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_set" ADD CONSTRAINT "application_set_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "application_set"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_status" ADD CONSTRAINT "application_status_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_history" ADD CONSTRAINT "application_history_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release" ADD CONSTRAINT "release_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "application_set"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_assignment" ADD CONSTRAINT "release_assignment_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "manifest" ADD CONSTRAINT "manifest_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tombstone" ADD CONSTRAINT "tombstone_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows is written by hand: schema.prisma cannot say it.

-- A shard's rows exist from the start; a lease is an update.
INSERT INTO "shard" ("id") SELECT generate_series(0, 63);

ALTER TABLE "hub" ADD CONSTRAINT "hub_is_one" CHECK ("id" = 1);
ALTER TABLE "shard" ADD CONSTRAINT "shard_id_in_range" CHECK ("id" BETWEEN 0 AND 63);
ALTER TABLE "application" ADD CONSTRAINT "application_id_form" CHECK ("id" ~ '^[0-9a-f]{16}$');
ALTER TABLE "application" ADD CONSTRAINT "application_removal_known" CHECK ("removal" IN ('prune', 'orphan'));
ALTER TABLE "cluster" ADD CONSTRAINT "cluster_id_form" CHECK ("id" ~ '^[a-z2-7]{16}$');
ALTER TABLE "project" ADD CONSTRAINT "project_id_form" CHECK ("id" ~ '^[a-z2-7]{16}$');
ALTER TABLE "tombstone" ADD CONSTRAINT "tombstone_mode_known" CHECK ("mode" IN ('prune', 'orphan'));
ALTER TABLE "blob" ADD CONSTRAINT "blob_state_known" CHECK ("state" IN ('live', 'deleting'));
ALTER TABLE "blob" ADD CONSTRAINT "blob_has_bytes_until_stored" CHECK ("stored_at" IS NOT NULL OR "body" IS NOT NULL);
ALTER TABLE "application_status" ADD CONSTRAINT "application_status_sync_known"
  CHECK ("sync" IN ('Synced', 'OutOfSync', 'Unknown'));
ALTER TABLE "application_status" ADD CONSTRAINT "application_status_health_known"
  CHECK ("health" IN ('Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown'));
ALTER TABLE "event" ADD CONSTRAINT "event_type_known" CHECK ("type" IN ('Normal', 'Warning'));
ALTER TABLE "counter" ADD CONSTRAINT "counter_not_negative" CHECK ("count" >= 0);
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_kind_known" CHECK ("kind" IN ('blob', 'manifest'));

-- Volatile columns have partial indexes only: what is not well is rare.
CREATE INDEX "application_status_unwell_idx" ON "application_status" ("health", "application_id") WHERE "health" <> 'Healthy';
CREATE INDEX "application_status_unsynced_idx" ON "application_status" ("sync", "application_id") WHERE "sync" <> 'Synced';
CREATE INDEX "application_status_failed_idx" ON "application_status" ("application_id") WHERE "phase" IN ('Failed', 'Error');
CREATE INDEX "application_problems_idx" ON "application" ("id") WHERE "problems" <> '[]'::jsonb;
CREATE INDEX "application_operation_idx" ON "application" ("cluster_id") WHERE "operation" IS NOT NULL;
CREATE INDEX "blob_unstored_idx" ON "blob" ("project_id", "digest") WHERE "stored_at" IS NULL;

-- What a target is, from its rungs: the same rules as `stageOf` in libs/core/domain/src/ladder.ts. A target without a
-- status is Unknown. Counters count the rows of this view.
CREATE VIEW "target_state" AS
SELECT
  a."id" AS "application_id",
  a."project_id",
  a."set_id",
  a."cluster_id",
  CASE
    WHEN a."desired_bundle" IS NULL
      OR (a."desired_bundle", a."desired_spec") IS DISTINCT FROM (a."published_bundle", a."published_spec") THEN 'NotSent'
    WHEN (a."published_bundle", a."published_spec") IS DISTINCT FROM (a."admitted_bundle", a."admitted_spec") THEN 'Held'
    WHEN (a."admitted_bundle", a."admitted_spec") IS DISTINCT FROM (s."applied_bundle", s."applied_spec") THEN 'InFlight'
    WHEN (s."applied_bundle", s."applied_spec") IS DISTINCT FROM (s."healthy_bundle", s."healthy_spec") THEN 'Settling'
    ELSE 'Done'
  END AS "stage",
  COALESCE(s."health", 'Unknown') AS "health",
  COALESCE(s."sync", 'Unknown') AS "sync",
  (a."problems" <> '[]'::jsonb OR COALESCE(s."phase", '') IN ('Failed', 'Error')) AS "failing"
FROM "application" a
LEFT JOIN "application_status" s ON s."application_id" = a."id";
