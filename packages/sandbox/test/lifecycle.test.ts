import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openFolder } from '../src/folder.ts';
import { hostile, type Sandbox, type SandboxFacts, type SandboxOptions, startSandbox } from '../src/index.ts';
import { listen } from '../src/port.ts';
import { createWallets } from '../src/wallets.ts';
import { answers, pay, pidOf, post, rpc, temporaryFolder, usdcOf } from './support.ts';

const serverFile = fileURLToPath(new URL('./server.ts', import.meta.url));

/** A sandbox that does not outlive its test. */
async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Another process that starts the sandbox: `owner` is said from there. */
async function startElsewhere(folder: string, owner: string): Promise<[ChildProcess, SandboxFacts]> {
  return readFacts(
    spawn(process.execPath, [serverFile, folder, owner], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}

async function readFacts(child: ChildProcess): Promise<[ChildProcess, SandboxFacts]> {
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return [child, JSON.parse(line.toString()) as SandboxFacts];
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** What it provides, without the hold. */
function facts(sandbox: Sandbox): SandboxFacts {
  return JSON.parse(JSON.stringify(sandbox)) as SandboxFacts;
}

async function expectEnd({ chain, facilitatorUrl }: SandboxFacts): Promise<void> {
  await expect.poll(() => answers(facilitatorUrl), { timeout: 5000 }).toBe(false);
  await expect.poll(() => answers(chain.anvilUrl), { timeout: 5000 }).toBe(false);
}

describe('a sandbox', () => {
  it('keeps its chain, wallets, balances and history over a restart', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const { transaction } = await pay(first, 49_990_000n);
    await first.stop();
    await expectEnd(first);

    const second = await start({ folder });
    expect(second.chain.instance).toBe(first.chain.instance);
    expect(second.payer).toEqual(first.payer);
    expect(await usdcOf(second, second.merchant.address)).toBe(49_990_000n);
    expect(await rpc(second, 'eth_getTransactionReceipt', [transaction])).toMatchObject({ status: '0x1' });
    expect(await rpc(second, 'eth_getBlockByHash', [first.chain.instance, false])).toMatchObject({
      number: '0x1',
    });
    expect(await pay(second, 10_000n)).toMatchObject({ success: true });
  });

  it('is joined by whoever starts it again, and lives until the last has left', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const second = await startSandbox({ folder });
    expect(facts(second)).toEqual(facts(first));

    await first.stop();
    expect(await pay(second, 10_000n)).toMatchObject({ success: true });
    await second.stop();
    await expectEnd(second);
    await second.stop();
  });

  it('is one, however many start it at the same time', async () => {
    const folder = temporaryFolder();
    const all = await Promise.all([start({ folder }), start({ folder }), start({ folder })]);
    expect(new Set(all.map((one) => JSON.stringify(facts(one)))).size).toBe(1);
  });

  it('outlives the server that started it when another process owns it', async () => {
    const folder = temporaryFolder();
    const [child, seen] = await startElsewhere(folder, 'parent');
    await pay(seen, 10_000n);
    await kill(child);

    const again = await start({ folder });
    expect(facts(again)).toEqual(seen);
    expect(await usdcOf(again, again.merchant.address)).toBe(10_000n);
    process.kill(pidOf(folder), 'SIGTERM');
    await expectEnd(seen);
  });

  it('tells those that hold it when it has ended', async () => {
    const [owner, seen] = await startElsewhere(temporaryFolder(), 'self');
    const folder = temporaryFolder();
    const sandbox = await startSandbox({ folder, owner: owner.pid ?? 0 });
    await kill(owner);
    await sandbox.ended();
    expect(await answers(sandbox.facilitatorUrl)).toBe(false);
    await expectEnd(seen);
  });

  it('ends, with its chain, when its owner is killed', async () => {
    const [owner, seen] = await startElsewhere(temporaryFolder(), 'self');
    expect(await answers(seen.chain.anvilUrl)).toBe(true);
    await kill(owner);
    await expectEnd(seen);
  });

  it.runIf(process.platform === 'linux')('ends when the command that it belongs to is killed', async () => {
    // As a package runner does it: the shell of a script starts the server.
    const script = `"${process.execPath}" "${serverFile}" "${temporaryFolder()}" command; true`;
    const [shell, seen] = await readFacts(
      spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    expect(await answers(seen.facilitatorUrl)).toBe(true);
    await kill(shell);
    await expectEnd(seen);
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
  });

  it('ends though calls are stalled, and breaks them off', async () => {
    const sandbox = await start({ folder: temporaryFolder() });
    const yard = hostile(sandbox);
    await yard.facilitator('settle', { fault: 'stall', when: 'after' });
    await yard.rpc({ fault: 'stall' });
    const outcomes = Promise.allSettled([
      post(`${sandbox.facilitatorUrl}/settle`, {}),
      rpc(sandbox, 'eth_chainId'),
    ]);
    await expect.poll(() => yard.calls()).toHaveLength(1);
    await sandbox.stop();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expectEnd(sandbox);
  });

  it('takes its chain with it when it is killed, and loses no settled payment', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    await pay(first, 49_990_000n);
    process.kill(pidOf(folder), 'SIGKILL');
    await expectEnd(first);

    const second = await start({ folder });
    expect(second.chain.instance).toBe(first.chain.instance);
    expect(await usdcOf(second, second.merchant.address)).toBe(49_990_000n);
  });

  it('ends when its folder is deleted, and the next one is a new chain', async () => {
    const folder = temporaryFolder();
    const first = await start({ folder });
    rmSync(join(folder, 'sandbox'), { recursive: true });

    const second = await start({ folder });
    expect(second.chain.instance).not.toBe(first.chain.instance);
    expect(second.payer.address).not.toBe(first.payer.address);
    await expectEnd(first);
    expect(await pay(second, 10_000n)).toMatchObject({ success: true });
  });

  it.each(['port', 'chainPort'])('says in a sentence that its %s is taken', async (option) => {
    const server = createServer();
    onTestFinished(() => void server.close());
    const taken = await listen(server, null);
    const started = startSandbox({ folder: temporaryFolder(), [option]: taken });
    await expect(started).rejects.toThrow(`Port ${taken} of 127.0.0.1`);
  });

  it('says in a sentence that its stored chain is damaged', async () => {
    const parent = temporaryFolder();
    const folder = openFolder(parent);
    await createWallets(folder);
    writeFileSync(folder.chain, '{');
    await expect(startSandbox({ folder: parent })).rejects.toThrow('delete its folder to start anew.');
  });
});
