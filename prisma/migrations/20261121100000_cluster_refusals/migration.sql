-- What the spoke refused, by kind.
ALTER TABLE "cluster_status" ADD COLUMN "refusals" JSONB NOT NULL DEFAULT '[]';
