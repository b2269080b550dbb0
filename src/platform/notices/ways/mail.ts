import nodemailer from 'nodemailer';
import { type Message, PATIENCE_MS, type Sent, type Way } from './way.ts';

export type MailSettings = {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  from: string;
  password?: string | undefined;
};

/** Faults of the line or of the settings: the message is as good as before, the server is to be tried later. */
const LINE = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED', 'ETLS', 'EPROTOCOL']);

/** Sends by a mail server. A message keeps its identity when it is tried again, so that a mailbox shows it once. */
export function mailWay(settings: MailSettings): Way {
  const { host, port, secure, user, from, password } = settings;
  const transport = nodemailer.createTransport({
    host,
    port,
    secure,
    // A server that offers encryption is spoken to with it; one on this computer may do without.
    requireTLS: !secure && user !== '' && !isHere(host),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === '' ? {} : { auth: { user, pass: password ?? '' } }),
  });
  return { name: 'mail', send: (message) => send(transport, from, message) };
}

const isHere = (host: string): boolean => host === 'localhost' || /^127\./.test(host);

async function send(
  transport: ReturnType<typeof nodemailer.createTransport>,
  from: string,
  message: Message,
): Promise<Sent> {
  const domain = from.split('@')[1] ?? 'gandan.invalid';
  try {
    const messageId = `<${message.deliveryId}@${domain}>`;
    await transport.sendMail({
      from: { name: message.title, address: from },
      to: message.address,
      subject: message.title,
      text: `${message.text}\n\n${message.link}\n`,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { kind: 'sent', reference: messageId };
  } catch (error) {
    return whatItSaid(error);
  }
}

/** What the refusal of a mail server means. @see RFC 5321, section 4.2.1: 4yz may work later, 5yz will not */
function whatItSaid(error: unknown): Sent {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (code === 'EAUTH') return { kind: 'later', problem: 'notice.mail-sign-in', wholeWay: true };
  if (responseCode !== undefined && responseCode >= 500) {
    // 550, 551, 553: no such mailbox. Other lasting refusals concern the message or the sender.
    return [550, 551, 553].includes(responseCode)
      ? { kind: 'gone', problem: 'notice.mail-no-mailbox' }
      : { kind: 'refused', problem: 'notice.mail-refused' };
  }
  if (responseCode !== undefined && responseCode >= 400) return { kind: 'later', problem: 'notice.mail-busy' };
  if (code !== undefined && LINE.has(code)) return { kind: 'later', problem: 'notice.mail-unreachable' };
  throw error;
}
