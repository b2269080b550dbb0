import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../platform/sync/contract.ts';
import { asOwner } from '../../platform/db/database.ts';
import { sql } from 'kysely';
import { aCommune, fieldApp, Phone } from './testing.ts';

const field = await fieldApp();
const { db } = field;
const world = await aCommune(db);
const { one, two } = world;

type Packet = { phone: number; commands: Command[] };

/**
 * Phones on a bad line: what each sends are windows of its outbox, and the line doubles packets, holds them back and brings them in
 * another order. In the end every phone sends what it has no answer for, as it does once the line is good.
 */
test('doubled, late and reordered pushes of several phones: each command is carried out exactly once, in the order of its phone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 2, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 10 }), fc.nat(2)), {
        minLength: 8,
        maxLength: 20,
      }),
      fc.boolean(),
      async (sizes, sends, together) => {
        const run = Math.random().toString(36).slice(2);
        const phones = await Promise.all(
          sizes.map((_size, at) =>
            at % 2 === 0 ? Phone.of(field, one.secretary, one.unit.id) : Phone.of(field, two.secretary, two.unit.id),
          ),
        );
        const outboxes = phones.map((phone, at) =>
          Array.from({ length: sizes[at] ?? 0 }, (_, n) =>
            phone.request(at % 2 === 0 ? one.unit.id : two.unit.id, world.body.id, `${run} ${at} ${n}`),
          ),
        );
        // What the line holds; where a packet stands when it is sent again decides the order in which copies arrive.
        const packets: Packet[] = sends.flatMap(([which, from, length, copies]) => {
          const phone = which % phones.length;
          const outbox = outboxes[phone] ?? [];
          const start = from % outbox.length;
          return Array.from({ length: copies + 1 }, () => ({ phone, commands: outbox.slice(start, start + length) }));
        });
        const arrive = async ({ phone, commands }: Packet): Promise<void> =>
          void (await phones[phone]?.push(...commands));
        if (together) await Promise.all(packets.map(arrive));
        else for (const packet of packets) await arrive(packet);
        for (const [at, phone] of phones.entries()) {
          const outbox = outboxes[at] ?? [];
          for (let sent = 0; sent < outbox.length; sent += 10) await phone.push(...outbox.slice(sent, sent + 10));
        }

        const rows = await asOwner(db, 'test', (tx) =>
          tx.many<{ content: string }>(sql`
            select r.content from tasks.request r join platform.delivery y on y.entity = r.id
            where r.content like ${`${run} %`} order by y.device_id, y.seq`),
        );
        const written = await asOwner(db, 'test', (tx) =>
          tx.many<{ content: string }>(
            sql`select content from tasks.request where content like ${`${run} %`} order by recorded_at, id`,
          ),
        );
        for (const [at, size] of sizes.entries()) {
          const expected = Array.from({ length: size }, (_, n) => `${run} ${at} ${n}`);
          const of = (list: readonly { content: string }[]) =>
            list.map(({ content }) => content).filter((content) => content.startsWith(`${run} ${at} `));
          expect(of(rows)).toEqual(expected);
          expect(of(written)).toEqual(expected);
        }
      },
    ),
    { numRuns: 5, endOnFailure: true },
  );
}, 120_000);
