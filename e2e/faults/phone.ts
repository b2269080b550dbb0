import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import type { Faults } from './page.ts';

/** Chromium keeps a store that nobody has open, and the room it last found for it, two seconds longer. */
const STORE_CLOSES_MS = 3500;
/** What is there once the page can be used: the calls of the harness, or the app's first heading. */
type Ready = 'faults' | 'heading';

/** A phone: a real Chromium with a profile of its own, which can lose its power at any moment. */
export class Phone {
  readonly #profile: string;
  readonly #address: string;
  #child: ChildProcess | undefined;
  #browser: Browser | undefined;
  #page: Page | undefined;
  #disk: CDPSession | undefined;

  readonly #ready: Ready;

  private constructor(profile: string, address: string, ready: Ready) {
    this.#profile = profile;
    this.#address = address;
    this.#ready = ready;
  }

  static async make(address: string, ready: Ready = 'faults'): Promise<Phone> {
    const phone = new Phone(await mkdtemp(join(tmpdir(), 'gandan-phone-')), address, ready);
    await phone.boot();
    return phone;
  }

  /** Switches it on and opens the page. */
  async boot(): Promise<void> {
    const args = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A page that was left would go on holding its store.
      '--disable-features=BackForwardCache',
      '--lang=vi-VN',
      '--accept-lang=vi-VN',
      '--remote-debugging-port=0',
      `--user-data-dir=${this.#profile}`,
      'about:blank',
    ];
    const child = spawn(process.env['GANDAN_BROWSER'] ?? '/usr/bin/chromium', args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = '';
      const limit = setTimeout(() => reject(new Error(`the browser did not start\n${said.slice(-2000)}`)), 60_000);
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const [, found] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
        if (!found) return;
        clearTimeout(limit);
        resolve(found);
      });
    });
    this.#browser = await chromium.connectOverCDP(endpoint);
    const context = this.#browser.contexts()[0];
    if (!context) throw new Error('no context');
    this.#page = context.pages()[0] ?? (await context.newPage());
    await this.#page.goto(this.#address);
    await this.#isReady(this.#page);
  }

  /** The page is opened anew. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#isReady(this.page);
  }

  async #isReady(page: Page): Promise<void> {
    const until = (what: Ready) => (what === 'faults' ? 'faults' in globalThis : document.querySelector('h1') !== null);
    await page.waitForFunction(until, this.#ready);
  }

  get page(): Page {
    if (!this.#page) throw new Error('off');
    return this.#page;
  }

  /** The battery is empty: nothing is told to anybody. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = new Promise((done) => child.once('exit', done));
    process.kill(-child.pid, 'SIGKILL');
    await ended;
    this.#child = undefined;
    this.#disk = undefined;
  }

  /** Calls something of the page. @throws when the phone went off meanwhile */
  async do<K extends keyof Faults>(name: K, ...given: Parameters<Faults[K]>): Promise<Awaited<ReturnType<Faults[K]>>> {
    const page = this.#page;
    if (!page) throw new Error('off');
    const answer: unknown = await page.evaluate(
      ([what, args]) => {
        const all = (globalThis as unknown as { faults: Record<string, (...args: unknown[]) => unknown> }).faults;
        return all[what as string]?.(...(args as unknown[]));
      },
      [name, given] as const,
    );
    return answer as Awaited<ReturnType<Faults[K]>>;
  }

  /** No room for anything more, and the page anew; what the browser remembers of the room there was goes with the closed store. */
  async fillDisk(): Promise<void> {
    await this.quota(1);
    await this.page.goto('about:blank');
    await delay(STORE_CLOSES_MS);
    await this.page.goto(this.#address);
    await this.#isReady(this.page);
  }

  /** What the browser counts as used. */
  used(): Promise<number> {
    return this.page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  }

  /** The disk has room for so many bytes in all; null takes the limit away. */
  async quota(bytes: number | null): Promise<void> {
    const page = this.#page;
    if (!page) return;
    // The limit holds as long as the session that set it.
    this.#disk ??= await page.context().newCDPSession(page);
    await this.#disk.send('Storage.overrideQuotaForOrigin', {
      origin: new URL(this.#address).origin,
      ...(bytes === null ? {} : { quotaSize: bytes }),
    });
    if (bytes !== null) return;
    await this.#disk.detach();
    this.#disk = undefined;
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
