import pg from 'pg';

/** What the driver's connection can do besides what its types tell. */
type CopyConnection = pg.Connection & {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** Flushed to the socket in pieces of about this size. */
const PIECE = 1 << 16;

/**
 * COPY … FROM STDIN as a stream of text rows. The driver knows the messages but has no such query, so this is one: it
 * stands in the driver's queue until the server has taken the last row.
 */
class CopyIn {
  private readonly text: string;
  private readonly begin: (connection: CopyConnection) => void;
  private readonly settle: (error: Error | null) => void;
  private failure: Error | null = null;

  constructor(text: string, begin: (connection: CopyConnection) => void, settle: (error: Error | null) => void) {
    this.text = text;
    this.begin = begin;
    this.settle = settle;
  }
  submit(connection: pg.Connection): void {
    (connection as CopyConnection).query(this.text);
  }
  handleCopyInResponse(connection: pg.Connection): void {
    this.begin(connection as CopyConnection);
  }
  handleCommandComplete(): void {
    return;
  }
  handleError(error: Error): void {
    this.failure = error;
    this.settle(error);
  }
  handleReadyForQuery(): void {
    if (this.failure === null) this.settle(null);
  }
}

/** Rows on their way into one table, over a connection of their own. */
export class TableCopy {
  rows = 0;
  private buffer = '';
  private readonly client: pg.Client;
  private readonly connection: CopyConnection;
  private readonly done: Promise<void>;

  private constructor(client: pg.Client, connection: CopyConnection, done: Promise<void>) {
    this.client = client;
    this.connection = connection;
    this.done = done;
  }

  /** Opens a connection on which neither triggers nor foreign keys run: what is loaded is checked afterwards, as a whole. */
  static async into(url: string, table: string, columns: readonly string[]): Promise<TableCopy> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`set session_replication_role = replica`);
    let finish: (error: Error | null) => void = () => undefined;
    const done = new Promise<void>((resolve, reject) => {
      finish = (error) => (error ? reject(error) : resolve());
    });
    done.catch(() => undefined); // told to whoever ends the copy
    const connection = await new Promise<CopyConnection>((resolve, reject) => {
      const text = `copy ${table} (${columns.join(', ')}) from stdin`;
      client.query(
        new CopyIn(text, resolve, (error) => {
          if (error) reject(error);
          finish(error);
        }),
      );
    });
    return new TableCopy(client, connection, done);
  }

  /** A row as text of COPY: values parted by tabs, `\N` for nothing. Wait for {@link room} now and then. */
  write(row: string): void {
    this.rows += 1;
    this.buffer += row;
    this.buffer += '\n';
    if (this.buffer.length >= PIECE) this.flush();
  }

  private flush(): void {
    if (this.buffer === '') return;
    this.connection.sendCopyFromChunk(Buffer.from(this.buffer));
    this.buffer = '';
  }

  /** Waits until the server has taken what was written, so that memory stays that of a few pieces. */
  async room(): Promise<void> {
    const { stream } = this.connection;
    if (stream.writableLength < 16 * PIECE) return;
    await Promise.race([new Promise<void>((resolve) => stream.once('drain', () => resolve())), this.done]);
  }

  async end(): Promise<number> {
    this.flush();
    this.connection.endCopyFrom();
    await this.done;
    await this.client.end();
    return this.rows;
  }
}
