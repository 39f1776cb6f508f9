-- CreateTable
CREATE TABLE "sync_window" (
    "name" TEXT NOT NULL,
    "manifest" JSONB NOT NULL,
    "origin" TEXT NOT NULL,
    "created_by" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_window_pkey" PRIMARY KEY ("name")
);
