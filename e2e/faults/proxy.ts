import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What the line does to a request. `late` answers, and sends a copy of the request again after others; `overtaken` does not answer,
 * and what was sent arrives only after what was sent later.
 */
export const LINE_FAULTS = [
  'drop-before',
  'drop-after',
  'twice',
  'late',
  'overtaken',
  'torn-request',
  'torn-answer',
  'busy',
  'slow',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

type Kept = { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer };
export type Proxy = {
  port: number;
  /** Commands that reached the server, each time they did. */
  deliveries: () => number;
  counts: () => Record<LineFault, number>;
  close(): Promise<void>;
};

/**
 * A line between browser and server that loses, doubles, delays, tears and mixes up. Only what a device says to the server is
 * touched; `faultOf` chooses by a seeded chance, so that a run can be repeated.
 */
export async function faultyLine(options: {
  target: number;
  page: { html: string; script: string };
  chance: () => number;
  faultOf: () => LineFault | undefined;
}): Promise<Proxy> {
  let delivered = 0;
  const counts = Object.fromEntries(LINE_FAULTS.map((fault) => [fault, 0])) as Record<LineFault, number>;
  /** Copies that arrive after later requests. */
  const late: Kept[] = [];
  const server: Server = createServer((incoming, answer) => {
    void serve(incoming, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    deliveries: () => delivered,
    counts: () => counts,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    if (url === '/faults') return void answer.setHeader('content-type', 'text/html').end(options.page.html);
    if (url === '/faults.js') return void answer.setHeader('content-type', 'text/javascript').end(options.page.script);
    const body = await whole(incoming);
    const kept: Kept = { method: incoming.method ?? 'GET', url, headers: incoming.headers, body };
    const ofDevice = url.startsWith('/api/v1/sync/') && url !== '/api/v1/sync/devices';
    const fault = ofDevice ? options.faultOf() : undefined;
    if (fault) counts[fault] += 1;
    for (const copy of options.chance() < 0.5 ? late.splice(0, 1) : []) void forward(copy).catch(() => undefined);
    switch (fault) {
      case 'drop-before':
        return void answer.destroy();
      case 'busy':
        return void answer.writeHead(503, { 'content-type': 'application/json' }).end('{}');
      case 'torn-request':
        await forward(kept, { torn: true }).catch(() => undefined);
        return void answer.destroy();
      case 'twice': {
        const [, second] = await Promise.all([forward(kept), forward(kept)]);
        return send(answer, second);
      }
      case 'drop-after':
        await forward(kept);
        return void answer.destroy();
      case 'torn-answer': {
        const { status, headers, body: text } = await forward(kept);
        answer.writeHead(status, { ...headers, 'content-length': String(text.length) });
        answer.write(text.subarray(0, Math.floor(text.length / 2)));
        return void setTimeout(() => answer.destroy(), 5);
      }
      case 'late':
        late.push(kept);
        return send(answer, await forward(kept));
      case 'overtaken':
        late.push(kept);
        return void answer.destroy();
      case 'slow':
        await new Promise((done) => setTimeout(done, 150));
        return send(answer, await forward(kept));
      case undefined:
        return send(answer, await forward(kept));
    }
  }

  function forward(
    kept: Kept,
    how: { torn?: boolean } = {},
  ): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const { 'accept-encoding': _encoding, connection: _connection, ...headers } = kept.headers;
      const outgoing = ask(
        {
          host: '127.0.0.1',
          port: options.target,
          method: kept.method,
          path: kept.url,
          headers: { ...headers, 'accept-encoding': 'identity' },
        },
        (answer) => {
          // What no server was there for, and what was torn, was not delivered.
          if (kept.url.endsWith('/sync/push') && !how.torn) delivered += commandsIn(kept.body);
          whole(answer).then(
            (body) =>
              resolve({
                status: answer.statusCode ?? 502,
                headers: { 'content-type': String(answer.headers['content-type'] ?? 'application/json') },
                body,
              }),
            reject,
          );
        },
      );
      outgoing.on('error', reject);
      if (how.torn) {
        outgoing.write(kept.body.subarray(0, Math.floor(kept.body.length / 2)));
        setTimeout(() => outgoing.destroy(), 5);
      } else outgoing.end(kept.body);
    });
  }
}

function commandsIn(body: Buffer): number {
  try {
    return (JSON.parse(body.toString('utf8')) as { commands: unknown[] }).commands.length;
  } catch {
    // A body that is not one carries none.
    return 0;
  }
}

function send(answer: ServerResponse, given: { status: number; headers: Record<string, string>; body: Buffer }): void {
  answer.writeHead(given.status, given.headers).end(given.body);
}

function whole(stream: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => resolve(Buffer.concat(parts)));
    stream.on('error', reject);
  });
}
