-- What a person agreed to delete of an Application that leaves.
ALTER TABLE "tombstone" ADD COLUMN "confirmed" JSONB;
