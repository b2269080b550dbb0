import { newKey } from '../../src/platform/ids.ts';
import { type About, type Made, personOf, registerDevice } from './devices.ts';
import type { Send } from './commands.ts';
import { Phone } from './phone.ts';
import type { Server } from './server.ts';

const BINS = 32;
const VILLAGES = 8;
/** Whose villages each phone goes to: three cells serve the eight. */
const ROUTES = [3, 3, 2];
const EACH = BINS / VILLAGES;

type Unit = { id: string; name: string; kind: string };
type Stock = { id: string; allocations: { id: string; village: { id: string }; left: number }[] };
export type Handed = { villages: number; handovers: number; quantity: number; closed: boolean; wrong: string[] };

/**
 * Thirty-two bins for eight villages, handed over by three phones without a network: each takes the signed paper's picture, is opened
 * anew on the way, loses its battery once, and sends when the network is back. The books close at zero.
 */
export async function handOverBins(
  server: Server,
  address: string,
  about: About,
  rough: (on: boolean) => void,
): Promise<Handed> {
  const office = await personOf(server, 'province');
  const { commune, body, today } = about;
  if (!commune || !body) throw new Error('the cell has no commune');
  const { items: below } = await office.get<{ items: Unit[] }>(`/units/${commune.id}/children`);
  const villages = below.filter(({ kind }) => kind === 'village').slice(0, VILLAGES);
  const cells: string[] = [];
  for (const [at, count] of ROUTES.entries()) {
    const from = ROUTES.slice(0, at).reduce((sum, one) => sum + one, 0);
    const [event, id] = [newKey(), newKey()];
    const covers = villages.slice(from, from + count).map((village) => village.id);
    const result = { id, name: `Chi bộ tuyến ${at + 1}`, kind: 'party_cell', parentId: body.id, covers };
    await office.post('/unit-events', {
      id: event,
      effectiveOn: today,
      document: '12/QĐ',
      plan: { kind: 'establish', result },
    });
    await office.post(`/unit-events/${event}/carry-out`);
    cells.push(id);
  }
  const campaign = newKey();
  const sponsorId = newKey();
  await office.post('/sponsors', { id: sponsorId, keeperId: body.id, kind: 'organisation', name: 'Hợp tác xã' });
  await office.post('/campaigns', {
    id: campaign,
    unitId: body.id,
    placeId: commune.id,
    kind: 'environment',
    title: 'Thùng rác cho tám bản',
    purpose: 'Giữ sạch đường bản',
    startsOn: today,
    items: [{ item: 'bin', goal: BINS }],
  });
  const receipt = { effectiveOn: today, purpose: 'Tặng các bản', item: 'bin', quantity: BINS, sponsorId };
  await office.post(`/campaigns/${campaign}/receipts`, { id: newKey(), ...receipt });
  for (const { id: villageId } of villages)
    await office.post(`/campaigns/${campaign}/allocations`, {
      id: newKey(),
      item: 'bin',
      quantity: EACH,
      villageId,
      decidedOn: today,
    });

  const phones: Phone[] = [];
  try {
    for (const cell of cells) phones.push(await phoneAt(server, address, cell));
    // No network from here on: nothing is sent until all have been everywhere.
    for (const [at, phone] of phones.entries()) await goRound(phone, at, campaign, today);
    rough(true);
    for (let round = 0; round < 6; round++) await Promise.all(phones.map((phone) => phone.do('round')));
    rough(false);
    for (let left = 1, round = 0; left > 0 && round < 100; round++)
      left = (await Promise.all(phones.map((phone) => phone.do('round')))).reduce((sum, one) => sum + one.left, 0);
    const asks = (await Promise.all(phones.map((phone) => phone.do('asks')))).filter((one) => one !== null);
    const wrong = asks.map((one) => `bins: ${one.id} is ${one.state}: ${one.code ?? ''}`);
    return { ...(await books(office, campaign, today)), wrong };
  } finally {
    for (const phone of phones) await phone.end();
  }
}

async function phoneAt(server: Server, address: string, cell: string): Promise<Phone> {
  const made: Made = await registerDevice(server, 'province', cell);
  const phone = await Phone.make(address);
  await phone.do('begin', made);
  await phone.do('round');
  return phone;
}

/** From village to village: two handovers in each, with the picture of the signed paper. */
async function goRound(phone: Phone, at: number, campaign: string, today: string): Promise<void> {
  const stock = (await phone.do('doc', 'handover-stock', campaign)) as Stock | null;
  for (const [stop, { id: allocationId, village, left }] of (stock?.allocations ?? []).entries()) {
    for (const quantity of [1, left - 1]) {
      const [paper, handover] = [newKey(), newKey()];
      const common = { base: null, entity: handover };
      const commands: Send[] = [
        {
          ...common,
          id: paper,
          entity: paper,
          type: 'welfare.paper',
          params: {},
          payload: { unitId: village.id },
          picture: at * 100 + stop,
        },
        {
          ...common,
          id: newKey(),
          type: 'welfare.handover',
          params: { id: campaign },
          payload: {
            id: handover,
            effectiveOn: today,
            items: [{ item: 'bin', quantity }],
            villageId: village.id,
            householdId: null,
            allocationId,
            receiptNumber: `TR-${handover.slice(-8)}`,
            confirmation: 'signature',
            fileId: { $of: paper, field: 'id' },
            photoId: null,
            witness: null,
            handedBy: `Người trao ${at + 1}`,
            acknowledgeRepeat: true,
          },
        },
      ];
      await phone.do('write', commands);
    }
    if (stop > 0) continue;
    // Opened anew once on the way, and once more after the battery died.
    await phone.reload();
    await phone.do('open');
    await phone.kill();
    await phone.boot();
    await phone.do('open');
  }
}

async function books(office: Awaited<ReturnType<typeof personOf>>, campaign: string, today: string) {
  type Row = { village: { id: string }; items: { quantity: number }[] };
  const { items } = await office.get<{ items: Row[] }>(`/campaigns/${campaign}/handovers?limit=100`);
  const { version } = await office.get<{ version: number }>(`/campaigns/${campaign}`);
  await office.post(`/campaigns/${campaign}/close`, { version, on: today, document: 'BB 32' });
  const closed = await office.get<{ state: string }>(`/campaigns/${campaign}`);
  return {
    villages: new Set(items.map(({ village }) => village.id)).size,
    handovers: items.length,
    quantity: items.flatMap((row) => row.items).reduce((sum, { quantity }) => sum + quantity, 0),
    closed: closed.state === 'closed',
  };
}
