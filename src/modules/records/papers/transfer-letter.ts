import { sql } from 'kysely';
import { duesPaidUpTo } from '#modules/dues/index.ts';
import { openMember, readLetter } from '#modules/membership/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { looksOn } from '#platform/pdf/looks.ts';
import { committeeName, issuerOf, type IssuerFacts } from '../issuers.ts';
import type { About } from '../reading.ts';
import type { Values } from './blocks.ts';
import { FORMS } from './forms.ts';
import { dated, day } from './said.ts';
import { frameOf, type Written } from './write.ts';

const BOXES = 4;
const COMMISSION = 'Ban Tổ chức';
const KIND: Readonly<Record<string, string>> = {
  permanent: 'chuyển sinh hoạt chính thức',
  temporary: 'chuyển sinh hoạt tạm thời',
  internal: 'chuyển trong đảng bộ',
};

/**
 * The transfer letter: four boxes, each with who refers to whom, the day and who signs by the rule. It is issued by whoever signs last on
 * the side that lets the member go.
 * @throws NotFound; RuleBroken `paper.not-ready` `{ what }` for a letter that another register made out
 * @see DOMAIN.md 3.4: boxes [S14c], signer [S5]
 */
export async function ofTransfer(tx: Tx, about: About, id: string): Promise<Written> {
  const letter = await readLetter(tx, id, about.today);
  const own = letter.boxes.filter((box) => box.side === 'from');
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) throw new RuleBroken('paper.not-ready', { what: 'transfer' });
  const member = await openMember(tx, letter.memberId, about.today).catch(() => undefined);
  const issuer = await issuerOf(tx, await issuingUnit(tx, last, letter.referredOn), letter.referredOn);
  const to = letter.boxes.at(-1)?.to?.name ?? letter.outside ?? '…………';
  const named = (name: string, isCommission: boolean) =>
    isCommission ? `${COMMISSION} ${committeeName(name)}` : /^Đảng bộ /u.test(name) ? committeeName(name) : name;
  const paidUpTo = await duesPaidUpTo(tx, letter.memberId);
  const values: Values = {
    to,
    from: first.from.name,
    full_name: letter.fullName ?? '',
    card: member?.cardNumber ?? '…………',
    born: dated(member?.birth),
    joined: dated(member?.joining.decision),
    recognised: dated(member?.joining.recognised),
    transfer_kind: KIND[letter.kind] ?? '',
    // Written by hand where no book of dues has begun.
    dues_month: paidUpTo?.slice(5).replace(/^0/, '') ?? '……',
    dues_year: paidUpTo?.slice(0, 4) ?? '………',
    has_until: letter.untilOn !== null,
    until: day(letter.untilOn),
    has_received: letter.acceptedOn !== null,
    received_on: day(letter.acceptedOn),
    stations: Array.from({ length: BOXES }, (_, at) => {
      const box = letter.boxes[at];
      if (!box)
        return { box: String(at + 1), station: '(không dùng)', station_to: '', station_on: '', station_signer: '' };
      const who = named(box.from.name, box.signer === 'organisation_commission');
      return {
        box: String(box.box),
        station: who,
        station_to: box.to === null ? (letter.outside ?? '…………') : named(box.to.name, box.toCommission),
        station_on: day(box.on),
        station_signer: box.by ?? '',
      };
    }),
  };
  const isOwn = last.signer !== 'organisation_commission' || issuer.kind === 'commission';
  const looks = await looksOn(tx, letter.referredOn);
  const frame = frameOf(issuer, looks, {
    title: FORMS.transfer_letter.title,
    number: letter.letter,
    numberAfter: `-GGT/${isOwn ? issuer.symbol : `BTC${issuer.symbol}`}`,
    on: letter.referredOn,
    layout: 'party',
    recipients: [to],
  });
  return {
    code: 'transfer_letter',
    unitId: issuer.id,
    layout: 'party',
    look: looks.party,
    frame: isOwn ? frame : asCommission(frame, issuer),
    values,
  };
}

type Box = Awaited<ReturnType<typeof readLetter>>['boxes'][number];

/** Whoever signs last on this side; of the provincial Organisation Commission its own unit, where the tree has it; of a cell what is above it. */
async function issuingUnit(tx: Tx, last: Box, on: string): Promise<string> {
  if (last.signer === 'grassroots' || last.signer === 'superior') return last.from.id;
  const found = await tx.maybeOne<{ id: string }>(
    last.signer === 'cell'
      ? sql`select parent_id as id from organisation.unit_version where unit_id = ${last.from.id} and valid @> ${on}::date and parent_id is not null`
      : sql`select unit_id as id from organisation.unit_version where parent_id = ${last.from.id} and kind = 'commission' and name ilike ${`${COMMISSION}%`} and valid @> ${on}::date limit 1`,
  );
  return found?.id ?? last.from.id;
}

/** The commission signs also where the tree has no unit of its own for it: its name stands below that of the committee. */
function asCommission(frame: Written['frame'], issuer: IssuerFacts): Written['frame'] {
  return {
    ...frame,
    superior: committeeName(issuer.name).toLocaleUpperCase('vi'),
    issuer: COMMISSION.toLocaleUpperCase('vi'),
    authority: '',
    signer_post: 'TRƯỞNG BAN',
  };
}
