import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import type { Credential } from './clients/client.ts';
import type { Contender, Stage } from './contenders.ts';
import type { Setting } from './messages.ts';
import type { Scenario } from './scenarios.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { type Shopper, shopper } from './shopper.ts';
import type { Facts } from './verdict.ts';

const COPIES = 50;

/** Plays a scenario on a server that was just started, with records of its own. */
export async function play(
  contender: Contender,
  stage: Stage,
  scenario: Scenario,
  folder: string,
): Promise<Facts> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { provider } = stage;
  const setting: Setting = { ...provider.facts, folder, port: await getPort() };
  const start = (): Promise<ServerProcess> =>
    startServer(join(import.meta.dirname, 'servers', contender.server), {
      folder,
      args: [JSON.stringify(setting), contender.option ?? ''],
    });
  const scene: Scene = { stage, scenario, folder, start, server: await start() };
  const before = await provider.charged();
  try {
    const client = scenario.twist === 'no_money' ? stage.pauper : stage.payer;
    const buyer = shopper(client, scene.server.address, scenario.retry);
    const began = performance.now();
    await act(scene, buyer);
    const seconds = Number(((performance.now() - began) / 1_000).toFixed(1));
    const { answers, credentials } = buyer;
    const spent = await Promise.all(
      credentials.map(async ({ name }) => ((await provider.isSpent(name)) ? [name] : [])),
    );
    const charged = (await provider.charged()) - before;
    return { charged, ...runsIn(folder), answers, spent: spent.flat(), seconds };
  } finally {
    await provider.reset();
    await scene.server.kill();
  }
}

interface Scene {
  readonly stage: Stage;
  readonly scenario: Scenario;
  readonly folder: string;
  start(): Promise<ServerProcess>;
  server: ServerProcess;
}

async function act(scene: Scene, buyer: Shopper): Promise<void> {
  const { scenario, stage } = scene;
  const credential = await buyer.sign();
  if (scenario.fault) await stage.provider.break(scenario.fault);
  switch (scenario.twist) {
    case 'copies':
      await Promise.all(Array.from({ length: COPIES }, () => buyer.pay(credential)));
      return;
    case 'second_resource':
      await buyer.pay(credential);
      await buyer.pay(credential, 'another');
      return;
    case 'both_resources':
      await Promise.all([buyer.pay(credential, 'competing'), buyer.pay(credential, 'another')]);
      return;
    case 'killed_after_charge':
      return afterKill(scene, buyer, credential, await moreCharged(stage));
    case 'killed_after_order':
      await scene.server.behave('hangs');
      return afterKill(scene, buyer, credential, async () => runsIn(scene.folder).orders > 0);
    case 'handler_throws':
      await scene.server.behave('throws');
      return buyer.goOn(credential, await buyer.pay(credential));
    case 'answer_lost':
      await buyer.pay(credential, 'unheard');
      return buyer.goOn(credential, null);
    case 'no_money':
      await buyer.pay(credential);
      return;
    case undefined: {
      const settled =
        scenario.late === undefined ? null : sleep(scenario.late).then(() => stage.provider.complete());
      const answer = await buyer.pay(credential);
      await settled;
      return buyer.goOn(credential, answer);
    }
  }
}

/** Ends the server as a power cut would, once this holds, and has the client go on with the next. */
async function afterKill(
  scene: Scene,
  buyer: Shopper,
  credential: Credential,
  holds: () => Promise<boolean>,
): Promise<void> {
  const answer = buyer.pay(credential);
  while (!(await holds())) await sleep(20);
  await sleep(100);
  await scene.server.kill();
  await answer;
  scene.server = await scene.start();
  return buyer.goOn(credential, null);
}

async function moreCharged({ provider }: Stage): Promise<() => Promise<boolean>> {
  const before = await provider.charged();
  return async () => (await provider.charged()) > before;
}

/** What the handler has written down. */
function runsIn(folder: string): Pick<Facts, 'orders' | 'runs'> {
  const file = join(folder, 'runs.jsonl');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { readonly began?: string; readonly made?: string });
  return {
    orders: new Set(lines.flatMap(({ made }) => made ?? [])).size,
    runs: lines.filter(({ began }) => began !== undefined).length,
  };
}
