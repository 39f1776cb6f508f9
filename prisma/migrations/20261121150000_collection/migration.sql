-- The message of a blob in the stream: what the collector deletes, and nothing else.
ALTER TABLE "blob" ADD COLUMN "sequence" BIGINT;

-- Bundles that a Release names and the next one does not: they are kept as long as it is.
ALTER TABLE "release" ADD COLUMN "left_behind" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
