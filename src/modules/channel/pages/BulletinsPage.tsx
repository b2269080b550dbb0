import { useText } from '#platform/messages.ts';

/** What units tell each other. */
export default function BulletinsPage() {
  const t = useText();
  return <h1>{t('channel.nav')}</h1>;
}
