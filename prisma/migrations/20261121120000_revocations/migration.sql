-- CreateTable
CREATE TABLE "revocation" (
    "public_key" TEXT NOT NULL,
    "revoked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "revocation_pkey" PRIMARY KEY ("public_key")
);
