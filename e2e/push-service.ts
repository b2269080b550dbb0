import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it lies at the service: sealed, for one subscription. */
export type Sealed = { to: string; authorization: string; encoding: string; topic: string; body: string };

/**
 * A push service of our own (RFC 8030) in place of that of the browser's maker, which no test can reach: it takes sealed messages
 * for a subscription and shows them to the journey, which opens them as the browser would.
 */
export async function startPushService(): Promise<{ address: string; stop(): void }> {
  const lying: Sealed[] = [];
  const service = createServer((request, response) => {
    if (request.method === 'GET') return void response.end(JSON.stringify(lying));
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { ttl, authorization = '', 'content-encoding': encoding = '', topic } = request.headers;
      // Without a time to live a service refuses (RFC 8030, 5.2); without a signature too where the subscription has a key.
      if (ttl === undefined || !authorization.startsWith('vapid ')) return void response.writeHead(400).end();
      const body = Buffer.concat(parts).toString('base64');
      lying.push({ to: request.url ?? '', authorization, encoding, topic: String(topic), body });
      response.writeHead(201, { location: `/message/${lying.length}` }).end();
    });
  });
  await new Promise<void>((settle) => service.listen(0, '127.0.0.1', settle));
  return {
    address: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
    stop: () => void service.close(),
  };
}
