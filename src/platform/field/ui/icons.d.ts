declare module 'virtual:field-icons' {
  /** Names of ./icon-names.ts. */
  export type IconName = import('./icon-names.ts').IconName;
  export const paths: Record<IconName, string>;
}
declare module 'virtual:field-messages/*' {
  import type { Messages } from '@lingui/core';
  const messages: Messages;
  export default messages;
}
interface ImportMeta {
  /** Put in by the build. */
  readonly env: { readonly PROD: boolean };
}
