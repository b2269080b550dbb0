import { expect, test } from 'vitest';
import { lineOf, text, told } from './list-file.ts';

const item = { title: 'Thùng rác', titleTh: null, titleEn: 'Bins', campaign: { title: 'Quà', titleTh: 'ของขวัญ' } };

test.each([
  ['vi', ['Thùng rác', 'Thùng rác', 'Quà']],
  ['th', ['Thùng rác', 'Thùng rác', 'ของขวัญ']],
  ['en', ['Thùng rác', 'Bins', 'Quà']],
] as const)('in %s a told title is the reader’s where somebody translated it', (lang, line) => {
  expect(lineOf([text('title', ''), told('title', ''), told('campaign.title', '')], item, lang)).toEqual(line);
});
