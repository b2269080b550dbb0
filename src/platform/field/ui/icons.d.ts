declare module 'virtual:field-icons' {
  /** By the names of ./icon-names.ts. */
  export const paths: Readonly<Record<string, string>>;
}
declare module 'virtual:field-messages/*' {
  import type { Messages } from '@lingui/core';
  const messages: Messages;
  export default messages;
}
declare module 'virtual:field-words/*' {
  import type { Messages } from '@lingui/core';
  const messages: Messages;
  export default messages;
}
declare module 'virtual:field-problems/*' {
  import type { Messages } from '@lingui/core';
  const messages: Messages;
  export default messages;
}
interface ImportMeta {
  /** Put in by the build. */
  readonly env: { readonly PROD: boolean };
}
