import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FieldSession } from '#platform/field/session.ts';
import type { FieldRoom } from '#platform/field/ui/field.ts';
import { FieldApp } from '#platform/field/ui/FieldApp.tsx';
import { installWorker } from '#platform/field/ui/update.ts';
import { fieldWords } from '#platform/field/ui/words.ts';
import { changeLang, rememberedLang } from '#platform/messages.ts';
import '#platform/field/ui/field.css';

fieldWords();

const TRY_AGAIN_MS = 3000;
/** A line that breaks while the rooms come is tried again; until then the form of the first day stands. */
const loadRooms = (): Promise<readonly FieldRoom[]> =>
  import('./field-rooms.ts').then(
    ({ rooms }) => rooms,
    () => new Promise((done) => setTimeout(() => done(loadRooms()), TRY_AGAIN_MS)),
  );
/** The next frame is drawn: what comes now takes the line from nothing that is being waited for. */
const painted = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

const session = new FieldSession();
// The words and the store are opened side by side: both lie on the device.
await Promise.all([changeLang(rememberedLang()), session.start()]);
// On the first day nobody gets behind the PIN before having signed in.
const rooms = session.phase().at === 'new' ? painted().then(loadRooms) : loadRooms();
const element = document.getElementById('root');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <FieldApp session={session} rooms={rooms} />
    </StrictMode>,
  );
}
if (import.meta.env.PROD) void rooms.then(installWorker);
