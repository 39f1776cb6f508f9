-- CreateTable
CREATE TABLE "operation" (
    "application_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "status" JSONB NOT NULL,
    "objects" JSONB NOT NULL,
    "omitted" INTEGER NOT NULL,

    CONSTRAINT "operation_pkey" PRIMARY KEY ("application_id","id","attempt")
);

-- CreateIndex
CREATE INDEX "operation_application_id_started_at_idx" ON "operation"("application_id", "started_at" DESC);

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_application_id_fkey" FOREIGN KEY ("application_id") REFERENCES "application"("id") ON DELETE CASCADE ON UPDATE CASCADE;
