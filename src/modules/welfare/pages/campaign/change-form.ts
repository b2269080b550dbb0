import { api } from '#platform/ui/api.ts';
import { type Command, textOf, type FormField, type FormValues } from '#platform/ui/RecordDrawer.tsx';
import type { Standing } from '#platform/ui/standing.ts';
import type { CampaignPage } from '../../contract.ts';

export type ActForm = {
  fields: (values: FormValues) => readonly FormField[];
  initial: FormValues;
  /** the record that is changed, where one is */
  standing?: Standing;
  send: (values: FormValues, command: Command) => Promise<unknown>;
};

/** What a campaign is called in three languages, what it is for and until when; its books are another thing. */
export function changeForm(
  campaign: CampaignPage,
  { label, path }: { label: (name: string) => string; path: string },
): ActForm {
  return {
    standing: { version: campaign.version },
    initial: {
      title: campaign.title,
      titleTh: campaign.titleTh ?? '',
      titleEn: campaign.titleEn ?? '',
      purpose: campaign.purpose,
      purposeTh: campaign.purposeTh ?? '',
      purposeEn: campaign.purposeEn ?? '',
      endsOn: campaign.endsOn ?? '',
    },
    fields: () => [
      { name: 'title', kind: 'text', label: label('title') },
      { name: 'titleTh', kind: 'text', label: label('titleTh'), optional: true },
      { name: 'titleEn', kind: 'text', label: label('titleEn'), optional: true },
      { name: 'purpose', kind: 'long', most: 400, label: label('purpose') },
      { name: 'purposeTh', kind: 'text', label: label('purposeTh'), optional: true },
      { name: 'purposeEn', kind: 'text', label: label('purposeEn'), optional: true },
      { name: 'endsOn', kind: 'day', label: label('endsOn'), optional: true },
    ],
    send: async (values, { idempotencyKey, version }) =>
      api.patch(
        path,
        {
          version,
          title: textOf(values['title']),
          titleTh: textOf(values['titleTh']),
          titleEn: textOf(values['titleEn']),
          purpose: textOf(values['purpose']),
          purposeTh: textOf(values['purposeTh']),
          purposeEn: textOf(values['purposeEn']),
          endsOn: textOf(values['endsOn']),
        },
        { idempotencyKey },
      ),
  };
}
