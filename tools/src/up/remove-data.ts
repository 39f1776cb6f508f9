import { rm } from 'node:fs/promises';
import { dataFolder as postgresFolder, postgresUser } from '../services/postgres-user.ts';
import { demandDataFolder } from './options.ts';

/** Removes a data folder, and the database where that had to lie elsewhere. Refuses a folder that holds other files. */
export async function removeData(data: string): Promise<void> {
  demandDataFolder(data);
  const database = await postgresFolder(data, await postgresUser());
  await rm(database, { recursive: true, force: true });
  await rm(data, { recursive: true, force: true });
}
