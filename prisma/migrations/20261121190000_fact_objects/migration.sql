-- CreateTable
CREATE TABLE "fact_object" (
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "api_version" TEXT NOT NULL,
    "project" TEXT NOT NULL DEFAULT '',
    "manifest" JSONB NOT NULL,
    "sealed_data" BYTEA,
    "origin" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fact_object_pkey" PRIMARY KEY ("namespace","name","kind","api_version")
);

-- CreateIndex
CREATE INDEX "fact_object_origin_idx" ON "fact_object"("origin");
