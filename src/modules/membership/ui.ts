import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [];

/** What people find of this module from the palette. */
export const searchProviders: SearchProvider[] = [];
