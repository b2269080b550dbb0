import { useQuery } from '@tanstack/react-query';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { LinkButton } from '#platform/ui/buttons.tsx';
import { Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';

type User = { posts: unknown[]; disabledAt: string | null };

/**
 * What an administrator without a unit of his own does first in an installation that nobody has used yet: the tree, people who may
 * work, and then the office's own part. What is done already says so; once an office can work it is gone.
 */
export function FirstSteps() {
  const t = useText();
  const tops = useQuery({
    queryKey: ['units', 'top'],
    queryFn: ({ signal }) =>
      api.get<{ items: unknown[] }>('/units', { kind: 'province,city,province_body', limit: 1 }, { signal }),
  });
  const users = useQuery({
    queryKey: ['/users'],
    queryFn: ({ signal }) => api.get<{ items: User[] }>('/users', {}, { signal }),
  });
  if (!tops.data || !users.data) return <Loading what={t('figures.page.first.loading')} rows={3} />;
  const hasUnits = tops.data.items.length > 0;
  const hasOffice = users.data.items.some((user) => user.posts.length > 0 && user.disabledAt === null);
  const steps = [
    { id: 'units', done: hasUnits, href: hasUnits ? '/organisation' : '/organisation/list', may: true },
    { id: 'users', done: hasOffice, href: '/users', may: hasUnits },
    { id: 'members', done: false, href: undefined, may: false },
    { id: 'backup', done: false, href: undefined, may: false },
  ] as const;
  // With an office at work the page is that of the register.
  if (hasUnits && hasOffice) return null;
  const next = steps.find((step) => !step.done)?.id;
  return (
    <Panel title={t('figures.page.first.title')} className="first-steps-panel" padded>
      <ol className="first-steps">
        {steps.map((step) => (
          <li key={step.id}>
            <div>
              <h3>
                {t(`figures.page.first.${step.id}`)}{' '}
                {step.done ? <Chip tone="ok">{t('figures.page.first.done')}</Chip> : null}
              </h3>
              <p className="sm mut2">{t(`figures.page.first.${step.id}-how`)}</p>
            </div>
            {step.href !== undefined && step.may ? (
              <LinkButton href={step.href} look={step.id === next ? 'primary' : 'plain'}>
                {t(step.done ? 'figures.page.first.open' : 'figures.page.first.begin')}
              </LinkButton>
            ) : null}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
