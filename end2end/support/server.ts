// A Roost of one's own: started on a free port over a folder of its own, killed, started again.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';

/** Settings of the server, beside those that the tests give it. */
export type Settings = Record<`ROOST_${string}`, string>;

const HERE = dirname(fileURLToPath(import.meta.url));
const BINARY = process.env.ROOST_BIN ? resolve(process.env.ROOST_BIN) : resolve(HERE, '../../target/release/roost');

/** Servers that must not outlive the tests, however these end. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class Server {
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly settings: Settings,
  ) {}

  /** A server that answers. */
  static async begin(settings: Settings): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'roost-'));
    const server = new Server(await freePort(), folder, settings);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts it, on the same port over the same folder as before. */
  async start(): Promise<void> {
    const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('ROOST_'));
    const child = spawn(BINARY, [], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(foreign),
        ROOST_LOG: 'warn',
        ...this.settings,
        ROOST_ADDR: `127.0.0.1:${this.port}`,
        ROOST_DATA: join(this.folder, 'data'),
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.said += text));
    child.on('error', (error) => (this.said += `${BINARY}: ${error.message}\n`));
    running.add(child);
    child.once('exit', () => running.delete(child));
    this.child = child;
    await expect(async () => {
      const healthy = child.exitCode !== null || (await fetch(`http://127.0.0.1:${this.port}/healthz`)).ok;
      expect(healthy).toBe(true);
    }, `the server does not answer\n${this.said}`).toPass({ intervals: [20, 50, 100], timeout: 20_000 });
    expect(child.exitCode, `the server ended by itself\n${this.said}`).toBeNull();
  }

  /** Ends it as a crash would, in the middle of whatever it does. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Holds it still: it hears nothing and says nothing, until it may go on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** What it wrote of errors and panics. */
  complaints(): string[] {
    return this.said.split('\n').filter((line) => /\bERROR\b|panicked/.test(line));
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    this.thaw();
    await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
