import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { field as admission } from '#modules/admission/field-ui.ts';
import { field as meetings } from '#modules/meetings/field-ui.ts';
import { field as membership } from '#modules/membership/field-ui.ts';
import { field as outreach } from '#modules/outreach/field-ui.ts';
import { field as tasks } from '#modules/tasks/field-ui.ts';
import { field as villages } from '#modules/villages/field-ui.ts';
import { field as welfare } from '#modules/welfare/field-ui.ts';
import { FieldSession } from '#platform/field/session.ts';
import type { FieldRoom } from '#platform/field/ui/field.ts';
import { FieldApp } from '#platform/field/ui/FieldApp.tsx';
import { home } from '#platform/field/ui/home.tsx';
import { installWorker } from '#platform/field/ui/update.ts';
import { changeLang, rememberedLang, wordsFrom } from '#platform/messages.ts';
import '#platform/field/ui/field.css';

const rooms: readonly FieldRoom[] = [meetings, tasks, admission, welfare, membership, villages, outreach];

wordsFrom({
  vi: () => import('virtual:field-messages/vi'),
  th: () => import('virtual:field-messages/th'),
  en: () => import('virtual:field-messages/en'),
});

const session = new FieldSession();
// The words and the store are opened side by side: both lie on the device.
await Promise.all([changeLang(rememberedLang()), session.start()]);
const element = document.getElementById('root');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <FieldApp session={session} rooms={[home(rooms), ...rooms]} />
    </StrictMode>,
  );
}
if (import.meta.env.PROD) void installWorker();
