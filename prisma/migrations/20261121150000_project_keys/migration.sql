-- Bodies of blobs are sealed with keys of their projects. Expands only: the hub of before ignores what is new.

-- AlterTable
ALTER TABLE "signing_key" ADD COLUMN "activated_at" TIMESTAMPTZ(3);
UPDATE "signing_key" SET "activated_at" = "created_at";

-- AlterTable
ALTER TABLE "cluster" ADD COLUMN "sealing_key" BYTEA,
ADD COLUMN "granted" TEXT[],
ADD COLUMN "granted_at" TIMESTAMPTZ(3),
ADD COLUMN "revoke_before" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "project_key" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "sealed_key" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project_key_grant" (
    "key_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,
    "recipient" BYTEA NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "project_key_grant_pkey" PRIMARY KEY ("key_id","cluster_id")
);

-- CreateTable
CREATE TABLE "project_denial" (
    "project_id" TEXT NOT NULL,
    "cluster_id" TEXT NOT NULL,

    CONSTRAINT "project_denial_pkey" PRIMARY KEY ("project_id","cluster_id")
);

-- AlterTable
ALTER TABLE "blob" ADD COLUMN "key_id" TEXT;

-- CreateIndex
CREATE INDEX "project_key_project_id_idx" ON "project_key"("project_id");

-- CreateIndex
CREATE INDEX "project_key_grant_cluster_id_idx" ON "project_key_grant"("cluster_id");

-- CreateIndex
CREATE INDEX "blob_project_id_key_id_idx" ON "blob"("project_id", "key_id");

-- AddForeignKey
ALTER TABLE "project_key_grant" ADD CONSTRAINT "project_key_grant_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "project_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blob" ADD CONSTRAINT "blob_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "project_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say: one key of a project is current.
CREATE UNIQUE INDEX "project_key_current_idx" ON "project_key"("project_id") WHERE "retired_at" IS NULL;
