-- A failed attempt that waits for another, or a fight over fields, counts as failing, though no operation has failed.
ALTER TABLE "application_status" ADD COLUMN "troubled" BOOLEAN NOT NULL DEFAULT false;

CREATE OR REPLACE VIEW "target_state" AS
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
  (a."problems" <> '[]'::jsonb OR COALESCE(s."phase", '') IN ('Failed', 'Error') OR COALESCE(s."troubled", false)) AS "failing"
FROM "application" a
LEFT JOIN "application_status" s ON s."application_id" = a."id";
