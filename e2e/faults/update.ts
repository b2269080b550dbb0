import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Builds = {
  address: string;
  /** From now on the server has the next build of the field app. */
  release(): void;
  /** Whether the routes of the API are reached; the files of the app always are. */
  network(on: boolean): void;
  close(): Promise<void>;
};

/**
 * The program behind a door that can give out the next build of the field app: its programs under other names, the first with a mark in
 * it, a page and a worker that name them, as a build after a change does.
 */
export async function twoBuilds(target: string): Promise<Builds> {
  const files = (await (await fetch(`${target}/field/first-load.json`)).json()) as Record<
    'first' | 'rooms' | 'later',
    string[]
  >;
  const [entry] = files.first;
  if (!entry || !/^assets\/field-[^/]+\.js$/.test(entry)) throw new Error('no program in the first load');
  const nextOf = (name: string) => name.replace(/\.js$/, 'next.js');
  // Every file names those it builds on, so with one of them all have other names.
  const programs = [...files.first, ...files.rooms, ...files.later]
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.slice('assets/'.length));
  let released = false;
  let reached = true;
  const server = createServer((incoming, answer) => {
    void serve(incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release: () => void (released = true),
    network: (on) => void (reached = on),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    if (url.startsWith('/api/') && !reached) return void answer.destroy();
    const old = released ? programs.find((name) => url.endsWith(`/${nextOf(name)}`)) : undefined;
    const { status, headers, body } = await forward(incoming, old ? url.replace(nextOf(old), old) : url);
    const isText = /javascript|html/.test(String(headers['content-type']));
    const text =
      released && isText && !url.startsWith('/api/')
        ? Buffer.from(renamed(body.toString('utf8'), old !== undefined && entry === `assets/${old}`))
        : body;
    const { 'content-length': _length, etag: _etag, 'last-modified': _changed, ...kept } = headers;
    answer.writeHead(status, { ...kept, 'content-length': text.length }).end(text);
  }

  function renamed(text: string, isEntry: boolean): string {
    const [, revision] = /\\"url\\":\\"\/field\/\\",\\"revision\\":\\"([^"\\]+)\\"/.exec(text) ?? [];
    const named = programs.reduce((before, name) => before.replaceAll(name, nextOf(name)), text);
    const page = revision ? named.replaceAll(revision, `${revision}next`) : named;
    return isEntry ? `${page}\nglobalThis.gandanBuild='next';` : page;
  }

  function forward(incoming: IncomingMessage, path: string) {
    type Got = { status: number; headers: IncomingMessage['headers']; body: Buffer };
    const there = new URL(target);
    const {
      'accept-encoding': _encoding,
      'if-none-match': _etag,
      'if-modified-since': _since,
      ...headers
    } = incoming.headers;
    const own = { ...headers, host: there.host, ...(headers.origin ? { origin: there.origin } : {}) };
    return new Promise<Got>((resolve, reject) => {
      const options = { host: there.hostname, port: there.port, method: incoming.method, path };
      const outgoing = ask({ ...options, headers: { ...own, 'accept-encoding': 'identity' } }, (got) => {
        const parts: Buffer[] = [];
        got.on('data', (part: Buffer) => parts.push(part));
        got.on('error', reject);
        got.on('end', () =>
          resolve({ status: got.statusCode ?? 502, headers: got.headers, body: Buffer.concat(parts) }),
        );
      });
      outgoing.on('error', reject);
      incoming.pipe(outgoing);
    });
  }
}
