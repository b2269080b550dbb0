import { useText } from '#platform/messages.ts';
import { useMe } from '#platform/ui/api.ts';
import { PageHeader } from '#platform/ui/surface.tsx';

/** The first page after signing in. */
export default function HomePage() {
  const t = useText();
  const me = useMe().data;
  return <PageHeader title={t('platform.nav.home')} sub={me?.posts[0]?.unitName ?? ''} />;
}
