-- CreateTable
CREATE TABLE "calendar" (
    "source" TEXT NOT NULL,
    "content" TEXT,
    "digest" TEXT NOT NULL DEFAULT '',
    "version" TEXT NOT NULL DEFAULT '',
    "read_at" TIMESTAMPTZ(3),
    "tried_at" TIMESTAMPTZ(3),
    "problem" TEXT NOT NULL DEFAULT '',
    "failing_since" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("source")
);
