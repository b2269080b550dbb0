import { useMutation } from '@tanstack/react-query';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { Checkbox, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { CheckIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Weave } from '#platform/ui/surface.tsx';
import type { CampaignPage, HouseholdPage } from '../../contract.ts';
import { CONFIRMATIONS, WITNESS_POSTS } from '../../contract/values.ts';
import { useQuantityOf, useWelfareChanged } from '../data.ts';
import { readQuantity } from '../quantity.ts';
import { useMeasures } from '../words.tsx';
import { ASKED, type StepProps } from './draft.ts';
import { SignedPaper } from './SignedPaper.tsx';

/** The receipt read back aloud, who confirms it, and the sum that must be right; a refusal keeps everything that was typed. */
export function ConfirmStep({
  draft,
  change,
  campaign,
  onBack,
  onDone,
}: StepProps & { campaign: CampaignPage; onBack: () => void; onDone: (id: string) => void }) {
  const t = useText();
  const lang = useLang();
  const format = useFormat();
  const words = useMeasures();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const given = campaign.items.flatMap((item) => {
    const typed = draft.quantities[item.code] ?? '';
    const value = readQuantity(typed, lang);
    return typed.trim() === '' || value === 0 ? [] : [{ item, typed, value: value ?? null }];
  });
  const sending = useMutation({
    mutationFn: async () => {
      const items = given.map((one) => ({ item: one.item.code, quantity: quantityOf(one.typed, one.item.code) }));
      if (draft.household) await recordConsents(draft, draft.household.id);
      const withPhoto = draft.answers.photo_sponsor === 'yes' || draft.answers.photo_public === 'yes';
      await api.post(
        `/campaigns/${campaign.id}/handovers`,
        {
          id: draft.id,
          effectiveOn: draft.on,
          items,
          villageId: draft.village?.id,
          householdId: draft.household?.id ?? null,
          allocationId: draft.allocationId,
          houseId: draft.household ? (draft.houseId ?? null) : null,
          receiptNumber: draft.receiptNumber.trim(),
          confirmation: draft.confirmation,
          fileId: draft.fileId,
          photoId: withPhoto ? draft.photoId : null,
          witness:
            draft.confirmation === 'witness' && draft.witnessPost && draft.witnessName.trim()
              ? { name: draft.witnessName.trim(), post: draft.witnessPost }
              : null,
          handedBy: draft.handedBy.trim(),
          acknowledgeRepeat: draft.acknowledged,
        },
        { idempotencyKey: draft.key },
      );
    },
    onSuccess: async () => {
      await changed();
      onDone(draft.id);
    },
    // A refused command is over; what is sent next is another one, for the same handover.
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500) change({ key: newKey() });
    },
  });
  const repeats = sending.error instanceof ApiProblem && sending.error.code === 'handover.helped-before';
  return (
    <div className="stack">
      <section className="wf-slip" aria-label={t('welfare.page.hand-over.receipt')}>
        <Weave />
        <div className="in">
          <div className="xs mut2">{t('welfare.page.hand-over.receipt-no', { number: draft.receiptNumber })}</div>
          <b className="big">
            {given
              .map((one) => (one.value === null ? one.typed : words.amount(one.item.code, one.value, one.item)))
              .join(', ')}
            {given.length === 1 && given[0] && given[0].item.kind !== 'money'
              ? ` (${words.itemName(given[0].item.code, given[0].item)})`
              : ''}
          </b>
          <dl>
            <dt>{t('welfare.page.hand-over.to')}</dt>
            <dd>{[draft.household?.label, draft.village?.label].filter(Boolean).join(', ')}</dd>
            <dt>{t('welfare.page.column.sponsor')}</dt>
            <dd>{campaign.sponsors.map((one) => one.name ?? t('welfare.page.flow.hidden')).join(', ') || '–'}</dd>
            <dt>{t('welfare.page.hand-over.by')}</dt>
            <dd>{draft.handedBy}</dd>
            <dt>{t('welfare.page.hand-over.on')}</dt>
            <dd>{format.date(draft.on)}</dd>
            {draft.household ? (
              <>
                <dt>{t('welfare.page.hand-over.agreed')}</dt>
                <dd>
                  {ASKED.filter((what) => draft.answers[what] === 'yes')
                    .map((what) => t(`welfare.page.consent.${what}`))
                    .join(' · ') || t('welfare.page.hand-over.agreed-none')}
                </dd>
              </>
            ) : null}
          </dl>
        </div>
      </section>
      <RadioGroup
        label={t('welfare.page.hand-over.confirmed-by')}
        value={draft.confirmation}
        choices={CONFIRMATIONS.map((id) => ({ id, label: t(`welfare.page.hand-over.confirm.${id}`) }))}
        onChange={(confirmation) => change({ confirmation })}
      />
      {draft.confirmation === 'witness' ? (
        <>
          <TextField
            label={t('welfare.page.hand-over.witness')}
            value={draft.witnessName}
            maxLength={120}
            onChange={(witnessName) => change({ witnessName })}
          />
          <Select
            label={t('welfare.page.hand-over.witness-post')}
            value={draft.witnessPost}
            choices={WITNESS_POSTS.map((id) => ({ id, label: t(`welfare.page.witness.${id}`) }))}
            onChange={(witnessPost) => change({ witnessPost })}
          />
        </>
      ) : (
        <SignedPaper unitId={draft.village?.id ?? ''} fileId={draft.fileId} onKept={(fileId) => change({ fileId })} />
      )}
      <p className="sm mut2">{t('welfare.page.hand-over.no-prints')}</p>
      {given.map(({ item, value }) => {
        const balance = campaign.balances.find((one) => one.item === item.code);
        if (!balance || value === null) return null;
        const rest = Number((balance.inStock - value).toFixed(3));
        return (
          <div key={item.code} className="wf-rest" role="group" aria-label={t('welfare.page.hand-over.rest')}>
            <div>
              <b>{words.number(balance.inStock)}</b>
              <span>{t('welfare.page.in-stock')}</span>
            </div>
            <i aria-hidden="true">−</i>
            <div>
              <b>{words.number(value)}</b>
              <span>{t('welfare.page.hand-over.now')}</span>
            </div>
            <i aria-hidden="true">=</i>
            <div className={rest < 0 ? 'off' : 'ok'}>
              <b>{words.number(rest)}</b>
              <span>{t('welfare.page.hand-over.then')}</span>
            </div>
          </div>
        );
      })}
      {sending.error ? (
        repeats ? (
          <Notice tone="wait" live>
            <Repeated problem={sending.error as ApiProblem} />
            <div className="wf-answer">
              <Checkbox isSelected={draft.acknowledged} onChange={(acknowledged) => change({ acknowledged })}>
                {t('welfare.page.hand-over.give-again')}
              </Checkbox>
            </div>
          </Notice>
        ) : (
          <ProblemText problem={sending.error} />
        )
      ) : null}
      <div className="wf-foot-acts two">
        <Button size="big" onPress={onBack}>
          {t('welfare.page.hand-over.back')}
        </Button>
        <Button
          look="primary"
          size="big"
          icon={<CheckIcon className="i" weight="bold" aria-hidden="true" />}
          isPending={sending.isPending}
          isDisabled={repeats && !draft.acknowledged}
          onPress={() => sending.mutate()}
        >
          {t('welfare.page.hand-over.finish')}
        </Button>
      </div>
    </div>
  );
}

function Repeated({ problem }: { problem: ApiProblem }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const { on, campaign, items } = problem.details;
  return (
    <p>
      {t('welfare.page.hand-over.repeated', {
        on: typeof on === 'string' ? format.date(on) : '–',
        campaign: typeof campaign === 'string' && campaign !== '' ? campaign : '–',
        what: (typeof items === 'string' ? items : '')
          .split(',')
          .filter(Boolean)
          .map((code) => words.itemName(code))
          .join(', '),
      })}
    </p>
  );
}

/** What the family agreed to, before the handover that may rest on it. A no is recorded nowhere. */
async function recordConsents(draft: StepProps['draft'], household: string): Promise<void> {
  const agreed = ASKED.filter((what) => draft.answers[what] === 'yes');
  if (agreed.length === 0) return;
  const { consents } = await api.get<HouseholdPage>(`/households/${household}`);
  for (const what of agreed) {
    if (consents.some((one) => one.what === what && one.withdrawnOn === null)) continue;
    await api.post(
      `/households/${household}/consents`,
      { id: draft.consentIds[what], what, givenOn: draft.on, how: 'spoken_witnessed' },
      { idempotencyKey: draft.consentIds[what] },
    );
  }
}
