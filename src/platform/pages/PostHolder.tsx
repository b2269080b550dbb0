import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useText } from '../messages.ts';
import { api } from '../ui/api.ts';
import { Select } from '../ui/choices.tsx';
import { type ChosenUnit, UnitField } from '../ui/UnitField.tsx';

type Post = { personId: string; personName: string | null; kind: string };

/** Somebody who holds a post today, found by the unit: what an administrator may know of people. */
export function PostHolder({
  value,
  onChange,
  fault,
}: {
  value: string | null;
  onChange: (personId: string | null) => void;
  fault: string | undefined;
}) {
  const t = useText();
  const [unit, setUnit] = useState<ChosenUnit | null>(null);
  const on = todayInVietnam();
  const posts = useQuery({
    queryKey: ['/posts', unit?.id, on, false],
    queryFn: ({ signal }) => api.get<{ items: Post[] }>('/posts', { unit: unit?.id, on }, { signal }),
    enabled: unit !== null,
  });
  const holders = new Map(
    posts.data?.items.map((post) => [
      post.personId,
      `${post.personName ?? t('organisation.page.posts.hidden')}, ${t(`organisation.post-kind.${post.kind}`)}`,
    ]),
  );
  return (
    <>
      <UnitField
        label={t('platform.users.unit')}
        on={on}
        value={unit}
        onChange={(chosen) => {
          setUnit(chosen);
          onChange(null);
        }}
        isRequired
      />
      <Select
        label={t('platform.users.holder')}
        choices={[...holders].map(([id, label]) => ({ id, label }))}
        value={value}
        onChange={onChange}
        fault={fault}
        isDisabled={holders.size === 0}
      />
      {posts.data?.items.length === 0 ? <p className="sm mut2">{t('platform.users.no-holder')}</p> : null}
    </>
  );
}
