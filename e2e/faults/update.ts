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
 * The program behind a door that can give out the next build of the field app: its program under another name with a mark in it, a
 * page and a worker that name it, as a build after a change does.
 */
export async function twoBuilds(target: string): Promise<Builds> {
  const first = (await (await fetch(`${target}/field/first-load.json`)).json()) as { first: string[] };
  const entry = first.first.find((name) => /^assets\/field-[^/]+\.js$/.test(name));
  if (!entry) throw new Error('no program in the first load');
  const [old, next] = [entry.slice('assets/'.length), entry.slice('assets/'.length).replace('.js', 'next.js')];
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
    const isNext = released && url.includes(next);
    const { status, headers, body } = await forward(incoming, isNext ? url.replace(next, old) : url);
    const isText = /javascript|html/.test(String(headers['content-type']));
    const text =
      released && isText && !url.startsWith('/api/') ? Buffer.from(renamed(body.toString('utf8'), isNext)) : body;
    const { 'content-length': _length, etag: _etag, 'last-modified': _changed, ...kept } = headers;
    answer.writeHead(status, { ...kept, 'content-length': text.length }).end(text);
  }

  function renamed(text: string, isNext: boolean): string {
    const [, revision] = /\\"url\\":\\"\/field\/\\",\\"revision\\":\\"([^"\\]+)\\"/.exec(text) ?? [];
    const named = text.replaceAll(old, next);
    const page = revision ? named.replaceAll(revision, `${revision}next`) : named;
    return isNext ? `${page}\nglobalThis.gandanBuild='next';` : page;
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
