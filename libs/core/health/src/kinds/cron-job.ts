import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { isFields, list, specOf, statusOf, text } from '../fields.ts';
import { degraded, healthy, progressing } from '../verdicts.ts';

export function cronJobHealth(object: KubeObject): Health {
  if (specOf(object)['suspend'] === true) return healthy('CronJob is Suspended');
  if (!isFields(object['status'])) return progressing('Waiting for CronJob');
  const status = statusOf(object);
  const [scheduled, succeeded] = [text(status['lastScheduleTime']), text(status['lastSuccessfulTime'])];
  if (!scheduled) return healthy('CronJob has not been scheduled yet');
  // Not told apart by the status: a first run that goes on, and one that never succeeded.
  if (!succeeded) return healthy('The CronJob never completed successfully. It may not be healthy');
  if (list(status['active']).length > 0) {
    return healthy('The job is running. Its last execution may not have been successful');
  }
  // RFC 3339 in UTC without fractions, as the API server writes it: text order is time order.
  if (succeeded < scheduled) return degraded('CronJob has not completed its last execution successfully');
  return healthy('CronJob has completed its last execution successfully');
}
