import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { isFull, useField, type WriteFault } from '#platform/field/ui/field.ts';
import { Btn, FaultNote, Note } from '#platform/field/ui/kit.tsx';
import { Icon } from '#platform/field/ui/Icon.tsx';
import { reducePhoto } from '#platform/field/photo.ts';

type Value = { value: string | null; onChange: (name: string | null) => void };

/** Keeps a picture on the device and names it. */
function useKeep(onChange: Value['onChange']) {
  const { journal } = useField();
  const [fault, setFault] = useState<WriteFault | null>(null);
  const keep = async (bytes: Promise<Uint8Array<ArrayBuffer>>) => {
    setFault(null);
    try {
      onChange(await journal.keepBlob(await bytes));
    } catch (problem) {
      setFault(isFull(problem) ? 'full' : 'other');
    }
  };
  return { keep, fault };
}

/** A photograph: reduced on the phone, with nothing of where and with what it was taken; on the disk before the form goes on. */
export function PhotoField({ value, onChange, paper = false }: Value & { paper?: boolean }) {
  const t = useText();
  const { keep, fault } = useKeep(onChange);
  return (
    <div className="field">
      <FaultNote fault={fault} />
      {value ? <Shown name={value} alt={t(paper ? 'welfare.phone.paper' : 'welfare.phone.photo')} /> : null}
      <label className="btn">
        <Icon name="camera" />
        {t(value ? 'welfare.phone.photo-again' : paper ? 'welfare.phone.paper-take' : 'welfare.phone.photo-take')}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          className="visually-hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void keep(reducePhoto(file));
          }}
        />
      </label>
      {value ? <Note icon="done">{t('welfare.phone.photo-kept')}</Note> : null}
    </div>
  );
}

function Shown({ name, alt }: { name: string; alt: string }) {
  const { journal } = useField();
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void journal.blob(name).then((bytes) => {
      if (!bytes || gone) return;
      made = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
      setUrl(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [journal, name]);
  return url ? <img className="photo" src={url} alt={alt} /> : null;
}

/** Signing with a finger; what was drawn is kept as a picture. */
export function SignatureField({ value, onChange }: Value) {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const [drawn, setDrawn] = useState(false);
  const { keep, fault } = useKeep(onChange);
  const at = (event: PointerEvent<HTMLCanvasElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    const scale = event.currentTarget.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = event.currentTarget.getContext('2d');
    if (!context) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (!drawn) clear(event.currentTarget);
    drawing.current = true;
    context.beginPath();
    context.moveTo(...at(event));
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>) => {
    const context = event.currentTarget.getContext('2d');
    if (!drawing.current || !context) return;
    context.lineTo(...at(event));
    context.stroke();
  };
  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!drawing.current) return;
    drawing.current = false;
    setDrawn(true);
    const pad = event.currentTarget;
    void keep(
      new Promise<Blob>((resolve, reject) =>
        pad.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', 0.8),
      ).then(async (blob) => new Uint8Array(await blob.arrayBuffer())),
    );
  };
  const again = () => {
    if (canvas.current) clear(canvas.current);
    setDrawn(false);
    onChange(null);
  };
  return (
    <div className="field">
      <FaultNote fault={fault} />
      {value && !drawn ? <Shown name={value} alt={t('welfare.phone.signature')} /> : null}
      <div className="pad">
        <canvas
          ref={canvas}
          width={640}
          height={260}
          role="img"
          aria-label={t('welfare.phone.sign-here')}
          onPointerDown={begin}
          onPointerMove={draw}
          onPointerUp={end}
          onPointerCancel={end}
        />
        <span className="xs">{t('welfare.phone.sign-here')}</span>
      </div>
      {value ? (
        <Btn look="quiet" onClick={again}>
          {t('welfare.phone.sign-again')}
        </Btn>
      ) : null}
    </div>
  );
}

function clear(pad: HTMLCanvasElement): void {
  const context = pad.getContext('2d');
  if (!context) return;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, pad.width, pad.height);
  context.strokeStyle = '#1b3355';
  context.lineWidth = 5;
  context.lineCap = 'round';
  context.lineJoin = 'round';
}
