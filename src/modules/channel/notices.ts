import { registerNotices } from '#platform/notices/kinds.ts';

// Told in the transaction that sends it (channel.tell), so there is nothing to look for.
registerNotices([{ kind: 'channel.bulletin' }]);
