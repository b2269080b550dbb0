import { hasText, sayNow, type Values } from '../messages.ts';

type Message = string | ((values: Values, formatter: unknown) => string);

/**
 * The few words React Aria says by itself (to screen readers, mostly), taken from our catalogues: it has no Vietnamese
 * and no Thai. The build puts this in the place of its 34 languages (`vite.config.ts`).
 */
export function ariaWords(part: string, english: Record<string, Message>): Record<string, Record<string, Message>> {
  const words: Record<string, Message> = {};
  for (const [name, message] of Object.entries(english)) {
    const key = `platform.aria.${part}.${name.replace(/ /g, '-')}`;
    words[name] = (values, formatter) =>
      hasText(key) ? sayNow(key, values) : typeof message === 'string' ? message : message(values, formatter);
  }
  return { 'en-US': words, 'en-GB': words, 'vi-VN': words, 'th-TH': words };
}
