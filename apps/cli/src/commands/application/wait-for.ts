import { AnswerNo } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import type { Surroundings } from '../../surroundings.ts';
import type { ApplicationName } from './application-name.ts';
import { getApplication, trouble, type ApplicationRow } from './application-row.ts';

/** Waits until the Application is done: everything desired is applied and healthy. */
export async function waitFor(
  hub: HubClient,
  name: ApplicationName,
  timeoutSeconds: number,
  streams: Surroundings['streams'],
): Promise<ApplicationRow> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let said = '';
  for (;;) {
    const application = await getApplication(hub, name);
    const now = `${application.stage.toLowerCase().replaceAll('_', ' ')}, ${application.health.status.toLowerCase()}`;
    if (now !== said) streams.err(`${name.name}: ${(said = now)}`);
    if (application.stage === 'DONE' && application.health.status === 'HEALTHY') return application;
    if (Date.now() > deadline)
      throw new AnswerNo(`${name.name} is not done after ${timeoutSeconds} s: ${trouble(application) || now}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
