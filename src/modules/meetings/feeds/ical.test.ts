import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarText, escapeText, fold } from './ical.ts';

test('lines are folded at 75 octets, never inside a character, and unfold to what they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const line = escapeText(text).replaceAll(/[\r\n]/g, '');
      const folded = fold(line);
      for (const part of folded.split('\r\n')) expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(75);
      expect(folded.replaceAll('\r\n ', '')).toBe(line);
    }),
  );
});

test('texts are escaped', () => expect(escapeText('a,b;c\\d\ne')).toBe('a\\,b\\;c\\\\d\\ne'));

test('a meeting stands at its clock time in Vietnam, a deadline is a whole day', () => {
  const text = calendarText(
    {
      name: 'Chi bộ bản Nậm Pắc',
      events: [
        {
          uid: 'meeting-1@gandan',
          title: 'Sinh hoạt chi bộ',
          on: '2026-12-05',
          from: '19:30',
          to: null,
          place: 'Nhà văn hoá bản',
          note: null,
          sequence: 3,
          cancelled: false,
        },
        {
          uid: 'task-1@gandan',
          title: 'Hạn: họp dân',
          on: '2026-12-31',
          from: null,
          to: null,
          place: null,
          note: null,
          sequence: 1,
          cancelled: true,
        },
      ],
    },
    '2026-11-22T03:04:05.678Z',
  );
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of [
    'DTSTAMP:20261122T030405Z',
    'DTSTART;TZID=Asia/Ho_Chi_Minh:20261205T193000',
    'DTEND;TZID=Asia/Ho_Chi_Minh:20261205T213000',
    'DTSTART;VALUE=DATE:20261231',
    'DTEND;VALUE=DATE:20270101',
    'STATUS:CANCELLED',
    'TZOFFSETTO:+0700',
  ])
    expect(text.split('\r\n')).toContain(line);
});
