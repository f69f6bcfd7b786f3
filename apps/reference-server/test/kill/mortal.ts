import { join } from 'node:path';
import { type ServerProcess, startProcess } from '../server-process.ts';
import { bundled } from './bundled.ts';

const SERVER = new URL('./mortal-server.ts', import.meta.url);

/** Begins another life of the server, with these variables too. */
export type Begin = (variables: Readonly<Record<string, string>>) => Promise<ServerProcess>;

/** A server whose lives end at the steps that payments name. The sandbox outlives them: its owner is this process. */
export async function mortalServer(folder: string, port: number): Promise<Begin> {
  const program = await bundled(SERVER, folder);
  const usual = {
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  return async (variables) => {
    const life = startProcess({ ...usual, ...variables }, [], program);
    await life.printed('Railyard is ready');
    return life;
  };
}
