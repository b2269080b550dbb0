import { field as admission } from '#modules/admission/field-ui.ts';
import { field as meetings } from '#modules/meetings/field-ui.ts';
import { field as membership } from '#modules/membership/field-ui.ts';
import { field as outreach } from '#modules/outreach/field-ui.ts';
import { field as tasks } from '#modules/tasks/field-ui.ts';
import { field as villages } from '#modules/villages/field-ui.ts';
import { field as welfare } from '#modules/welfare/field-ui.ts';
import type { FieldRoom } from '#platform/field/ui/field.ts';
import { home } from '#platform/field/ui/home.tsx';

const own: readonly FieldRoom[] = [meetings, tasks, admission, welfare, membership, villages, outreach];

/** What stands behind the PIN. Loaded beside the form of the first day, so that a slow line brings that form first. */
export const rooms: readonly FieldRoom[] = [home(own), ...own];
