import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPlainDate } from '../shapes.ts';
import { dateAsText, readDateText } from './date-text.ts';

describe('a date as people type it', () => {
  test.each([
    ['2017', '2017-01-01', 'year'],
    ['5/2017', '2017-05-01', 'month'],
    ['19/5/2017', '2017-05-19', 'day'],
    ['19.05.2017', '2017-05-19', 'day'],
    ['19052017', '2017-05-19', 'day'],
    ['2017-05-19', '2017-05-19', 'day'],
    [' 3-2-1930 ', '1930-02-03', 'day'],
    ['19/5/2560', '2017-05-19', 'day'],
    ['2560', '2017-01-01', 'year'],
  ])('%s is %s, known by %s', (text, on, precision) => {
    expect(readDateText(text)).toEqual({ date: { on, precision } });
  });

  test.each(['30/2/2020', '31/4/2021', '13/2017', '0/2017', '29/2/2023'])('%s does not exist', (text) => {
    expect(readDateText(text)).toEqual({ fault: 'date.does-not-exist' });
  });

  test.each(['1/1/1700', '31/12/1799', '1/1/2101', '2206', '5/2206', '1/1/2644'])('%s is too far away', (text) => {
    expect(readDateText(text)).toEqual({ fault: 'date.far' });
  });

  test.each(['', 'hôm qua', '17', '1/2', '1/2/17', '20171'])('“%s” is not understood', (text) => {
    expect(readDateText(text)).toEqual({ fault: 'date.not-understood' });
  });

  test('what is shown for a date reads back as the same date', () => {
    const day = fc
      .date({ min: new Date('1850-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.constantFrom('day', 'month', 'year'), (on, precision) => {
        const start =
          precision === 'day' ? on : precision === 'month' ? `${on.slice(0, 7)}-01` : `${on.slice(0, 4)}-01-01`;
        expect(isPlainDate(start)).toBe(true);
        expect(readDateText(dateAsText({ on: start, precision }))).toEqual({ date: { on: start, precision } });
      }),
    );
  });
});
