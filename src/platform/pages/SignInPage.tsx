import { useQueryClient } from '@tanstack/react-query';
import { beginSession } from '#platform/ui/api.ts';
import { useGo, useQueryParams } from '#platform/ui/pages.ts';
import { SignInForm } from './SignInForm.tsx';

/** Only addresses of this app: a link from outside must not lead the signed-in person elsewhere. */
function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

/** Signing in; leads back to where the person was. */
export default function SignInPage() {
  const go = useGo();
  const client = useQueryClient();
  const [query] = useQueryParams();
  return (
    <main className="cover">
      <SignInForm
        again={Boolean(query['next'])}
        onIn={() => {
          beginSession();
          client.clear();
          go(safeNext(query['next']));
        }}
      />
    </main>
  );
}
