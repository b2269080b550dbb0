import { Agent, request } from 'node:http';
import { percentiles } from '../measure.ts';

/** Connections to one server, kept unless it says otherwise. */
export class Client {
  private readonly agent: Agent;
  private readonly address: string;
  constructor(address: string, options: { keepAlive?: boolean } = {}) {
    this.address = address;
    this.agent = new Agent({ keepAlive: options.keepAlive ?? true, maxSockets: 16 });
  }

  /**
   * @param options.refusals an answer of status 400 is an answer too
   * @param options.again a question that changes nothing is asked once more when the connection is dropped
   * @throws Error when the answer is no success
   */
  async ask<T>(
    path: string,
    options: { headers?: Record<string, string>; body?: unknown; refusals?: boolean; again?: boolean } = {},
  ): Promise<T> {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const sending = {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    };
    // A server with few processes (Tryton behind uWSGI) now and then drops a connection when eight come at once: asked once more.
    const { status, text } = await this.send(path, sending).catch((error: unknown) => {
      if (options.again !== true || (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
      return this.send(path, sending);
    });
    if ((status < 200 || status > 299) && !(options.refusals === true && status === 400))
      throw new Error(`${path}: ${status} ${text.slice(0, 400)}`);
    return JSON.parse(text) as T;
  }

  private send(path: string, options: { method: string; headers: Record<string, string>; body?: string }) {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        new URL(path, this.address),
        { method: options.method, headers: options.headers, agent: this.agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(options.body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export type Asked = { p50: number; p95: number; perSecond: number; runs: number; answers: number[] };

/**
 * Asks `runs` times by a number of clients at once, after some that only warm up, for at most so many seconds.
 * @returns milliseconds as a client sees them, and the first answer to each different question
 */
export async function load(
  work: (n: number) => Promise<number>,
  options: { clients: number; runs: number; questions: number; mostSeconds: number },
): Promise<Asked> {
  const warm = Math.min(options.runs, Math.max(options.questions, 2 * options.clients));
  const took: number[] = [];
  const answers: number[] = [];
  const go = async (count: number, keep: boolean): Promise<void> => {
    const until = performance.now() + options.mostSeconds * (keep ? 1000 : 500);
    let next = 0;
    await Promise.all(
      Array.from({ length: options.clients }, async () => {
        while (next < count && performance.now() < until) {
          const n = next++;
          const began = performance.now();
          const answer = await work(n % options.questions);
          if (keep) took.push(performance.now() - began);
          answers[n % options.questions] ??= answer;
        }
      }),
    );
  };
  await go(warm, false);
  const began = performance.now();
  await go(options.runs, true);
  const seconds = (performance.now() - began) / 1000;
  return { ...percentiles(took), perSecond: took.length / seconds, runs: took.length, answers };
}
