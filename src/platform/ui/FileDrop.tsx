import type { ReactNode } from 'react';
import { DropZone, FileTrigger, type FileDropItem } from 'react-aria-components';
import { Button } from './buttons.tsx';
import { FileXlsIcon, UploadSimpleIcon } from './icons.ts';

/** Where a spreadsheet is dropped or chosen; while it is on its way, what is happening stands in its place. */
export function FileDrop({
  label,
  pick,
  note,
  busy,
  onFile,
}: {
  label: string;
  pick: string;
  note: string;
  busy?: ReactNode;
  onFile: (file: File) => void;
}) {
  const take = (file: File | null | undefined): void => {
    if (file) onFile(file);
  };
  return (
    <DropZone
      className="drop"
      aria-label={label}
      isDisabled={busy !== undefined}
      onDrop={(event) => {
        const item = event.items.find((one): one is FileDropItem => one.kind === 'file');
        if (item) void item.getFile().then(take);
      }}
    >
      {busy ?? (
        <>
          <FileXlsIcon className="i" aria-hidden="true" />
          <p>{label}</p>
          <FileTrigger acceptedFileTypes={['.xlsx', '.csv', 'text/csv']} onSelect={(files) => take(files?.item(0))}>
            <Button look="primary" icon={<UploadSimpleIcon className="i" aria-hidden="true" />}>
              {pick}
            </Button>
          </FileTrigger>
          <p className="sm mut2">{note}</p>
        </>
      )}
    </DropZone>
  );
}
