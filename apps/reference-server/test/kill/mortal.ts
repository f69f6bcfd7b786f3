import { join } from 'node:path';
import { type ServerProcess, startProcess } from '../server-process.ts';

const SERVER = new URL('./mortal-server.ts', import.meta.url);

/** A life of the server that ends at the steps that payments name. The sandbox outlives it: its owner is this process. */
export async function startMortal(
  folder: string,
  port: number,
  variables: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const usual = {
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  const life = startProcess({ ...usual, ...variables }, [], SERVER);
  await life.printed('Railyard is ready');
  return life;
}
