import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { go, newKey, useDraft, useField, useView, useWrite } from '#platform/field/ui/field.ts';
import { DayIn, Choices, Count, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen, SpeakButton, Steps } from '#platform/field/ui/kit.tsx';
import type { HouseholdDoc, StockDoc } from '../field-contract.ts';
import { WITNESS_POSTS } from '../contract/values.ts';
import { ASKED, householdOf, type Waiting, waitingOf } from './data.ts';
import { handoverCommands, type HandoverDraft, PEOPLE } from './handover.ts';
import { PhotoField, SignatureField } from './pictures.tsx';
import { useItemWords } from './words.ts';

/** Hands a gift over in three steps: what and to whom, three questions asked aloud, the receipt signed. Works without a network. */
export function HandOverScreen({ params }: { params: Record<string, string> }) {
  const view = useView();
  const t = useText();
  const stock = view.get<StockDoc>('handover-stock', params['campaign'] ?? '');
  const allocation = stock?.allocations.find(({ id }) => id === params['allocation']);
  const waiting: Waiting | undefined = stock && allocation ? { stock, allocation } : undefined;
  if (!waiting)
    return (
      <Screen title={t('platform.field.nowhere')} back="/gifts">
        <Note>{t('platform.field.nowhere-text')}</Note>
      </Screen>
    );
  return <HandOver {...waiting} household={householdOf(view, allocation?.household?.id)} />;
}

function HandOver({ stock, allocation, household }: Waiting & { household: HouseholdDoc | undefined }) {
  const { view, snapshot } = useField();
  const t = useText();
  const format = useFormat();
  const words = useItemWords();
  const form = `gift/${allocation.id}`;
  const { values, change, over } = useDraft<HandoverDraft>(form, () => ({
    ids: { handover: newKey(), command: newKey(), paper: newKey(), photo: newKey(), photoId: newKey() },
    consents: { photo_sponsor: newKey(), photo_public: newKey(), name_public: newKey() },
    step: 1,
    quantity: allocation.household ? allocation.left : Math.min(1, allocation.left),
    on: todayInVietnam(),
    receiptNumber: '',
    answers: {},
    people: 'adults',
    photo: null,
    confirmation: 'signature',
    signature: null,
    witnessName: '',
    witnessPost: null,
    acknowledged: false,
  }));
  const { write, busy, fault } = useWrite();
  const what = words.what(stock, allocation.item, values.quantity);
  const to = allocation.household
    ? [allocation.household.code, allocation.household.headName].filter(Boolean).join(' · ')
    : (allocation.village.name ?? '');
  const wantsPhoto = values.answers.photo_sponsor === 'yes' || values.answers.photo_public === 'yes';
  const rest = allocation.left - values.quantity;
  const signed =
    values.confirmation === 'witness'
      ? values.witnessName.trim() !== '' && values.witnessPost !== null
      : values.confirmation === 'thumb_paper' || values.signature !== null || Boolean(values.kept?.fileId);
  const ready = values.quantity > 0 && values.receiptNumber.trim() !== '' && signed;
  const finish = async () => {
    const commands = handoverCommands(values, {
      stock,
      allocation,
      handedBy: snapshot.device.owner,
      household,
      what,
      to,
    });
    if (!(await write(commands, [form], values.replaces))) return;
    over();
    go('/gifts', { replace: true });
  };
  const step = (next: 1 | 2 | 3) => {
    change({ step: next });
    scrollTo(0, 0);
  };
  const title = t(`welfare.phone.step.${values.step}`);
  if (values.step === 1)
    return (
      <Screen
        title={title}
        sub={words.title(stock)}
        back="/gifts"
        foot={
          <Btn look="primary" disabled={values.quantity <= 0} onClick={() => step(allocation.household ? 2 : 3)}>
            {t(allocation.household ? 'welfare.phone.to-ask' : 'welfare.phone.to-sign')}
          </Btn>
        }
      >
        <Steps at={1} of={3} />
        <div className="card ask">
          <span className="xs mut2">{t(allocation.household ? 'welfare.phone.to' : 'welfare.phone.to-village')}</span>
          <b className="mid">{to}</b>
          {allocation.household ? <span className="sm mut2">{allocation.village.name}</span> : null}
        </div>
        {household?.lastHelpedOn ? (
          <div className="opts">
            <Note icon="info" tone="wait">
              {t('welfare.phone.helped-before', { on: format.date(household.lastHelpedOn) })}
            </Note>
            <label>
              <input
                type="checkbox"
                checked={values.acknowledged}
                onChange={(event) => change({ acknowledged: event.target.checked })}
              />
              <span>{t('welfare.phone.give-all-the-same')}</span>
            </label>
          </div>
        ) : null}
        <div className="card">
          <div className="row">
            <div className="sp">
              <div className="nm">{words.name(allocation.item)}</div>
              <div className="xs mut2">
                {t('welfare.phone.left', { left: words.amount(stock, allocation.item, allocation.left) })}
              </div>
            </div>
            <Count
              label={words.name(allocation.item)}
              value={values.quantity}
              most={allocation.left}
              onChange={(quantity) => change({ quantity })}
            />
          </div>
        </div>
        <DayIn label={t('welfare.phone.on')} value={values.on} onChange={(on) => change({ on })} />
      </Screen>
    );
  if (values.step === 2)
    return (
      <Screen
        title={title}
        sub={t('welfare.phone.say-first')}
        back="/gifts"
        action={<SpeakButton text={t('welfare.page.hand-over.say')} />}
        foot={
          <>
            <Btn onClick={() => step(1)}>{t('platform.field.back')}</Btn>
            <Btn look="primary" onClick={() => step(3)}>
              {t('welfare.phone.to-sign')}
            </Btn>
          </>
        }
      >
        <Steps at={2} of={3} />
        <blockquote className="card says">{t('welfare.page.hand-over.say')}</blockquote>
        {ASKED.map((asked) => (
          <Choices
            key={asked}
            label={t(`welfare.page.hand-over.ask.${asked}`)}
            value={values.answers[asked] ?? null}
            of={[
              { id: 'yes', label: t('welfare.page.hand-over.yes'), className: 'yes' },
              { id: 'no', label: t('welfare.page.hand-over.no'), className: 'no' },
            ]}
            onChange={(answer) => change({ answers: { ...values.answers, [asked]: answer } })}
          />
        ))}
        {wantsPhoto ? (
          <>
            <Choices
              label={t('welfare.page.hand-over.people')}
              value={values.people ?? 'adults'}
              of={PEOPLE.map((id) => ({ id, label: t(`welfare.page.hand-over.people.${id}`) }))}
              onChange={(people) => change({ people })}
            />
            <PhotoField value={values.photo} onChange={(photo) => change({ photo })} />
          </>
        ) : null}
        <Note tone="plain">{t('welfare.page.hand-over.ask-note')}</Note>
      </Screen>
    );
  return (
    <Screen
      title={title}
      sub={t('welfare.phone.read-out')}
      back="/gifts"
      action={<SpeakButton text={`${what}. ${to}. ${words.title(stock)}.`} />}
      foot={
        <>
          <Btn onClick={() => step(allocation.household ? 2 : 1)}>{t('platform.field.back')}</Btn>
          <Btn look="primary" icon="check" disabled={busy || !ready} onClick={() => void finish()}>
            {t('welfare.phone.finish')}
          </Btn>
        </>
      }
    >
      <Steps at={3} of={3} />
      <FaultNote fault={fault} />
      <section className="card" style={{ padding: 0, overflow: 'hidden' }}>
        <div className="weave" />
        <div style={{ padding: '4px 14px 12px' }}>
          <span className="xs mut2">{t('welfare.phone.receipt')}</span>
          <div className="mid">{what}</div>
          <p className="sm">
            {allocation.household ? `${to} · ${allocation.village.name ?? ''}` : to}
            <br />
            {words.title(stock)} · {format.date(values.on)}
            <br />
            {t('welfare.phone.by', { who: snapshot.device.owner })}
          </p>
        </div>
      </section>
      <TextIn
        label={t('welfare.phone.number')}
        value={values.receiptNumber}
        max={40}
        onChange={(receiptNumber) => change({ receiptNumber })}
        hint={t('welfare.phone.number-hint')}
      />
      <Choices
        label={t('welfare.phone.confirmed')}
        value={values.confirmation}
        of={(['signature', 'witness', 'thumb_paper'] as const).map((id) => ({
          id,
          label: t(`welfare.phone.confirm.${id}`),
        }))}
        onChange={(confirmation) => change({ confirmation })}
      />
      {values.kept?.fileId ? <Note icon="done">{t('welfare.phone.pictures-kept')}</Note> : null}
      {values.confirmation === 'signature' ? (
        <SignatureField value={values.signature} onChange={(signature) => change({ signature })} />
      ) : values.confirmation === 'thumb_paper' ? (
        <PhotoField value={values.signature} onChange={(signature) => change({ signature })} paper />
      ) : (
        <>
          <TextIn
            label={t('welfare.phone.witness')}
            value={values.witnessName}
            max={120}
            onChange={(witnessName) => change({ witnessName })}
          />
          <Choices
            label={t('welfare.phone.witness-post')}
            value={values.witnessPost}
            of={WITNESS_POSTS.map((id) => ({ id, label: t(`welfare.page.witness.${id}`) }))}
            onChange={(witnessPost) => change({ witnessPost })}
          />
        </>
      )}
      <div className="eq" role="group" aria-label={t('welfare.phone.sum')}>
        <div>
          <b>{format.number(allocation.left)}</b>
          <span>{t('welfare.phone.sum.left')}</span>
        </div>
        <i aria-hidden="true">−</i>
        <div>
          <b>{format.number(values.quantity)}</b>
          <span>{t('welfare.phone.sum.now')}</span>
        </div>
        <i aria-hidden="true">=</i>
        <div className={rest < 0 ? 'bad' : 'good'}>
          <b>{format.number(rest)}</b>
          <span>{t('welfare.phone.sum.then')}</span>
        </div>
      </div>
      <Note tone="plain">{t('welfare.page.hand-over.no-prints')}</Note>
      {waitingOf(view).length > 1 ? (
        <p className="xs mut2">{t('welfare.phone.more-wait', { count: waitingOf(view).length - 1 })}</p>
      ) : null}
    </Screen>
  );
}
