/** An event of a calendar; times are clock times in Vietnam, a day alone is a whole-day event. */
export type CalendarEvent = {
  uid: string;
  title: string;
  on: string;
  from: string | null;
  to: string | null;
  place: string | null;
  note: string | null;
  /** Grows with every change, so that calendars replace what they hold. */
  sequence: number;
  cancelled: boolean;
};

const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:Asia/Ho_Chi_Minh',
  'BEGIN:STANDARD',
  'DTSTART:19750613T000000',
  'TZOFFSETFROM:+0700',
  'TZOFFSETTO:+0700',
  'TZNAME:+07',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks of a text. */
export function escapeText(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replace(/;/g, '\\;')
    .replace(/,/g, '\\,')
    .replace(/\r\n|\r|\n/g, '\\n');
}

/** RFC 5545, 3.1: no line longer than 75 octets; a break never falls inside a character. */
export function fold(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const length = encoder.encode(character).length;
    if (octets + length > 75) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += length;
  }
  parts.push(part);
  return parts.join('\r\n');
}

const compact = (on: string) => on.replaceAll('-', '');

function dayAfter(on: string): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Two hours after a clock time, at the latest at midnight. */
function later(clock: string): string {
  const hour = Number(clock.slice(0, 2)) + 2;
  return hour > 23 ? '23:59' : `${String(hour).padStart(2, '0')}${clock.slice(2)}`;
}

/** A calendar as RFC 5545 wants it: CRLF, folded lines, the zone of Vietnam. @param stampedAt moment of writing, ISO 8601 in UTC */
export function calendarText(calendar: { name: string; events: readonly CalendarEvent[] }, stampedAt: string): string {
  const stamp = `${stampedAt.replace(/\.\d+/, '').replaceAll(/[-:]/g, '').replace(/Z?$/, '')}Z`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Gan Dan//Calendar 1//VI',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(calendar.name)}`,
    'X-WR-TIMEZONE:Asia/Ho_Chi_Minh',
    ...ZONE,
  ];
  for (const event of calendar.events) {
    const at = (clock: string) => `TZID=Asia/Ho_Chi_Minh:${compact(event.on)}T${clock.replace(':', '')}00`;
    lines.push(
      'BEGIN:VEVENT',
      `UID:${event.uid}`,
      `DTSTAMP:${stamp}`,
      `SEQUENCE:${event.sequence}`,
      `SUMMARY:${escapeText(event.title)}`,
    );
    if (event.from === null)
      lines.push(
        `DTSTART;VALUE=DATE:${compact(event.on)}`,
        `DTEND;VALUE=DATE:${compact(dayAfter(event.on))}`,
        'TRANSP:TRANSPARENT',
      );
    else lines.push(`DTSTART;${at(event.from)}`, `DTEND;${at(event.to ?? later(event.from))}`);
    if (event.place !== null) lines.push(`LOCATION:${escapeText(event.place)}`);
    if (event.note !== null) lines.push(`DESCRIPTION:${escapeText(event.note)}`);
    lines.push(`STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`, 'END:VEVENT');
  }
  lines.push('END:VCALENDAR');
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}
