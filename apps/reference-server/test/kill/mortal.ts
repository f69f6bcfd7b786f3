import { join } from 'node:path';
import { type ServerProcess, startProcess } from '../server-process.ts';
import { bundled } from './bundled.ts';

const SERVER = new URL('./mortal-server.ts', import.meta.url);

/** A server whose lives end at the steps that payments name. The sandbox outlives them: its owner is this process. */
export interface MortalServer {
  /** Begins another life, with these variables too, and waits until it takes requests. */
  begin(variables: Readonly<Record<string, string>>): Promise<ServerProcess>;
}

export async function mortalServer(folder: string, port: number): Promise<MortalServer> {
  const program = await bundled(SERVER, folder);
  const usual = {
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  return {
    async begin(variables) {
      const life = startProcess({ ...usual, ...variables }, [], program);
      await life.printed('Railyard is ready');
      return life;
    },
  };
}
