import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { goBack, newKey, useDraft, useView, useWrite } from '#platform/field/ui/field.ts';
import { wordOf } from './effects.ts';
import { DayIn, Choices, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Mark, Note, Screen } from '#platform/field/ui/kit.tsx';
import type { ProfileFields } from '../contract.ts';
import type { ProfileDoc } from '../field-contract.ts';

const COUNTS = ['households', 'residents', 'poor', 'nearPoor'] as const;
const WORDS = {
  signal: ['none', 'holes', 'good'],
  power: ['none', 'partial', 'grid'],
  road: ['footpath', 'motorbike', 'car_dry', 'car_all_year'],
  cultureHouse: ['none', 'shared', 'own'],
} as const;
const WORD_FIELDS = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** A village in figures, with the day they were last seen. */
export function ProfilePart() {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const profiles = view.list<ProfileDoc>('profile');
  return profiles.map((profile) => {
    const seen = Object.values(profile.known).flatMap((one) => (one ? [one.on] : []));
    return (
      <section key={profile.id}>
        <div className="sec">
          <h2>{profile.name}</h2>
          <Mark entity={profile.id} />
        </div>
        <div className="tri3">
          {COUNTS.slice(0, 3).map((name) => (
            <div key={name}>
              <b>{profile.known[name] ? format.number(profile.known[name].value) : '–'}</b>
              <span className="xs">{t(`villages.field.${name}`)}</span>
            </div>
          ))}
        </div>
        <a className="btn" href={`#/villages/${profile.id}`}>
          {t('villages.phone.update')}
        </a>
        <p className="xs mut2">
          {seen.length > 0
            ? t('villages.phone.seen', { on: format.date(seen.sort().at(-1) ?? '') })
            : t('villages.phone.never')}
        </p>
      </section>
    );
  });
}

type Draft = {
  id: string;
  command: string;
  on: string;
  source: string;
  values: Record<string, string>;
  replaces?: string;
};

/** A new look at a village: what is left as it was is not written again. */
export function ProfileScreen({ params }: { params: Record<string, string> }) {
  const t = useText();
  const view = useView();
  const profile = view.get<ProfileDoc>('profile', params['id'] ?? '');
  if (!profile)
    return (
      <Screen title={t('platform.field.nowhere')} back="/village">
        <Note>{t('platform.field.nowhere-text')}</Note>
      </Screen>
    );
  return <Edit profile={profile} />;
}

function Edit({ profile }: { profile: ProfileDoc }) {
  const t = useText();
  const format = useFormat();
  const form = `village.profile/${profile.id}`;
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    command: newKey(),
    on: todayInVietnam(),
    source: t('villages.phone.source'),
    values: {},
  }));
  const { write, busy, fault } = useWrite();
  const set = (name: string, value: string) => change({ values: { ...values.values, [name]: value } });
  const now = (name: keyof ProfileFields): string => values.values[name] ?? '';
  const hint = (name: keyof ProfileFields) => {
    const known = profile.known[name];
    return known ? t('villages.phone.was', { value: shown(name, known.value), on: format.date(known.on) }) : undefined;
  };
  const shown = (name: string, value: string | number): string =>
    typeof value === 'number' ? format.number(value) : wordOf(t, name, value);
  const filled = Object.entries(values.values).filter(([, value]) => value !== '');
  const save = async () => {
    const given = Object.fromEntries(
      filled.map(([name, value]) => [name, (COUNTS as readonly string[]).includes(name) ? Number(value) : value]),
    );
    const command = {
      id: values.command,
      type: 'villages.profile',
      entity: values.id,
      base: null,
      params: { village: profile.id },
      payload: { ...given, id: values.id, asOf: { on: values.on, precision: 'day' }, source: values.source.trim() },
      said: { key: 'villages.phone.said', values: { village: profile.name } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      goBack('/village');
    }
  };
  return (
    <Screen
      title={t('villages.phone.update')}
      sub={profile.name}
      back="/village"
      foot={
        <Btn
          look="primary"
          disabled={busy || filled.length === 0 || values.source.trim() === ''}
          onClick={() => void save()}
        >
          {t('villages.phone.save')}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      <p className="mut2">{t('villages.phone.only-changed')}</p>
      {COUNTS.map((name) => (
        <TextIn
          key={name}
          label={t(`villages.field.${name}`)}
          numeric
          max={6}
          value={now(name)}
          onChange={(value) => set(name, value.replace(/\D/g, ''))}
          hint={hint(name)}
        />
      ))}
      {WORD_FIELDS.map((name) => {
        const about = hint(name);
        return (
          <Choices
            key={name}
            label={t(`villages.field.${name}`)}
            value={now(name) || null}
            of={WORDS[name].map((id: string) => ({ id, label: wordOf(t, name, id) }))}
            onChange={(value) => set(name, value === now(name) ? '' : value)}
            {...(about ? { hint: about } : {})}
          />
        );
      })}
      <DayIn label={t('villages.field.asOf')} value={values.on} onChange={(on) => change({ on })} />
      <TextIn
        label={t('villages.field.source')}
        value={values.source}
        max={200}
        onChange={(source) => change({ source })}
      />
    </Screen>
  );
}
