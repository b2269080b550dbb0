import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail server of our own: enough of SMTP for one message at a time, with refusals on demand. */
export type FakeMail = {
  port: number;
  received: { from: string; to: string; source: string }[];
  /** Answers to the next recipients, for example `450 busy`; afterwards everybody is taken. */
  answers: string[];
  close(): Promise<void>;
};

export async function startFakeMail(): Promise<FakeMail> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const fake: FakeMail = {
    port: (server.address() as AddressInfo).port,
    received: [],
    answers: [],
    close: () =>
      new Promise((settle) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => settle());
      }),
  };
  return fake;

  function serve(socket: Socket): void {
    let [from, to, inData, source, rest] = ['', '', false, '', ''];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say('220 fake ready');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (inData) data(line);
        else command(line);
      }
    });
    function data(line: string): void {
      if (line !== '.') {
        source += `${line}\r\n`;
        return;
      }
      inData = false;
      fake.received.push({ from, to, source });
      source = '';
      say('250 taken');
    }
    function command(line: string): void {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL') from = line;
      if (verb === 'RCPT') {
        to = /<(.+)>/.exec(line)?.[1] ?? '';
        return say(fake.answers.shift() ?? '250 right');
      }
      if (verb === 'DATA') {
        inData = true;
        return say('354 go on');
      }
      say(verb === 'QUIT' ? '221 bye' : '250 right');
    }
  }
}
