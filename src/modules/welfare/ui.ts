import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [];

export const searchProviders: SearchProvider[] = [];
