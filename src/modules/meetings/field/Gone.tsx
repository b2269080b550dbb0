import { useText } from '#platform/messages.ts';
import { Note, Screen } from '#platform/field/ui/kit.tsx';

/** The record is not on the device: moved, or never here. */
export function Gone() {
  const t = useText();
  return (
    <Screen title={t('platform.field.nowhere')} back="/meetings">
      <Note>{t('platform.field.nowhere-text')}</Note>
    </Screen>
  );
}
