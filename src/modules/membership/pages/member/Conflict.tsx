import { useState, type ReactNode } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { RadioGroup } from '#platform/ui/fields.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { MemberDate } from '../../contract.ts';
import { ETHNIC_GROUPS } from '../../ethnic-groups.ts';
import { useLastWriter } from './ChangedMeanwhile.tsx';
import { useUnitName } from './data.ts';

export type ConflictField = { field: string; yours: unknown; now: unknown };

/**
 * Two versions of the same fields side by side. Nothing is chosen beforehand; equal fields are folded into a count; both
 * values stay in the history whatever is chosen.
 */
export function Conflict({
  memberId,
  fields,
  isPending,
  onSettle,
  onLeave,
}: {
  memberId: string;
  fields: readonly ConflictField[];
  isPending: boolean;
  /** the fields in which one's own value shall stand */
  onSettle: (mine: ReadonlySet<string>) => void;
  onLeave: () => void;
}) {
  const t = useText();
  const by = useLastWriter(memberId);
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({});
  const differing = fields.filter((one) => JSON.stringify(one.yours) !== JSON.stringify(one.now));
  const same = fields.length - differing.length;
  const open = differing.filter((one) => chosen[one.field] === undefined).length;
  const all = (side: 'mine' | 'theirs'): void =>
    setChosen(Object.fromEntries(differing.map((one) => [one.field, side])));
  return (
    <div className="stack">
      <Notice tone="two" live>
        {t('membership.page.conflict.rule', { by })}
      </Notice>
      <Panel
        title={t('membership.page.conflict.title')}
        aside={
          <>
            <Button onPress={() => all('theirs')}>{t('membership.page.conflict.all-theirs')}</Button>
            <Button onPress={() => all('mine')}>{t('membership.page.conflict.all-mine')}</Button>
          </>
        }
        footer={
          <>
            <span>
              {open > 0 ? t('membership.page.conflict.open', { count: open }) : t('membership.page.conflict.ready')}
            </span>
            {same > 0 ? <span className="mut">{t('membership.page.conflict.same', { count: same })}</span> : null}
            <span className="sp" />
            <Button onPress={onLeave}>{t('membership.page.conflict.leave')}</Button>
            <Button
              look="primary"
              isDisabled={open > 0}
              isPending={isPending}
              onPress={() =>
                onSettle(new Set(differing.filter((one) => chosen[one.field] === 'mine').map((one) => one.field)))
              }
            >
              {t('membership.page.save')}
            </Button>
          </>
        }
        padded
      >
        {differing.length === 0 ? <p>{t('membership.page.conflict.none')}</p> : null}
        {differing.map((one) => (
          <div key={one.field} className="versions">
            <RadioGroup
              label={t(`membership.page.person.${one.field}`)}
              value={chosen[one.field] ?? null}
              choices={[
                { id: 'theirs', label: t('membership.page.conflict.theirs') },
                { id: 'mine', label: t('membership.page.conflict.mine') },
              ]}
              onChange={(side) => setChosen((before) => ({ ...before, [one.field]: side }))}
            />
            <div className={`version${chosen[one.field] === 'theirs' ? ' on' : ''}`}>
              <span className="xs mut2">{t('membership.page.conflict.theirs')}</span>
              <b>
                <PersonValue field={one.field} value={one.now} />
              </b>
            </div>
            <div className={`version${chosen[one.field] === 'mine' ? ' on' : ''}`}>
              <span className="xs mut2">{t('membership.page.conflict.mine')}</span>
              <b>
                <PersonValue field={one.field} value={one.yours} />
              </b>
            </div>
          </div>
        ))}
      </Panel>
    </div>
  );
}

const WORDS: Record<string, string> = {
  sex: 'membership.sex',
  education: 'membership.education',
  theoryLevel: 'membership.theory-level',
  occupation: 'membership.occupation',
  standing: 'membership.standing',
};

/** A value of a person’s field in words. */
export function PersonValue({ field, value }: { field: string; value: unknown }): ReactNode {
  const t = useText();
  const format = useFormat();
  const isUnit = (field === 'residenceVillageId' || field === 'cellId') && typeof value === 'string';
  const unit = useUnitName(isUnit ? value : null);
  if (value === null || value === undefined || value === '') return t('membership.page.person.unknown');
  if (isUnit) return unit ?? '…';
  if (typeof value === 'object' && 'on' in value) return format.dated(value as MemberDate);
  if (field === 'ethnicity') return ETHNIC_GROUPS.find((group) => group.code === value)?.name ?? textOf(value);
  const words = WORDS[field];
  return words && typeof value === 'string' ? t(`${words}.${value}`) : textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
