import { useState } from 'react';
import { changeLang, useFormat, type Lang } from '../../messages.ts';
import { AppShell, type NavEntry } from '../AppShell.tsx';
import { ApiProblem } from '../api.ts';
import { AsOfBoundaries } from '../AsOf.tsx';
import { Button, IconButton, LinkButton } from '../buttons.tsx';
import { Segmented } from '../fields.tsx';
import { Figure, FigureTile, Tiles } from '../figure.tsx';
import {
  ChartLineIcon,
  DotsThreeIcon,
  HouseIcon,
  PencilSimpleIcon,
  PlusIcon,
  PrinterIcon,
  TreeStructureIcon,
  UsersThreeIcon,
} from '../icons.ts';
import { ConfirmDialog, Dialog, Drawer, Menu } from '../overlays.tsx';
import { Notice, notify } from '../notices.tsx';
import { ProblemText } from '../ProblemText.tsx';
import { Closed, Empty, ErrorState, Loading, NoneFound, NoPermission, NotFound, OutOfDate } from '../states.tsx';
import { Chip, DateText, Facts, HistoryList, PageHeader, Panel, Steps, Tabs, Tag, Weave } from '../surface.tsx';
import { Drawings } from './Drawings.tsx';
import { Forms } from './Forms.tsx';
import { Register } from './Register.tsx';

/* The gallery is for developers: its own sample words are Vietnamese, the parts' words follow the chosen language. */
const navigation: NavEntry[] = [
  { label: 'platform.nav.home', icon: HouseIcon, group: 'first', href: '/', goKey: 'h' },
  { label: 'platform.map.unit', icon: TreeStructureIcon, group: 'registers', href: '/kit', goKey: 't' },
  { label: 'platform.shell.account', icon: UsersThreeIcon, group: 'registers', href: '/members' },
  { label: 'platform.lineage.amount', icon: ChartLineIcon, group: 'papers', href: '/figures' },
];
const problem = new ApiProblem({ status: 500, code: 'unexpected', reference: 'GD-0931-7F3A' });

/** Every part of the kit in its states. */
export default function GalleryPage() {
  return (
    <AppShell
      navigation={navigation}
      providers={[
        {
          id: 'kit',
          label: 'platform.map.units',
          search: (text) =>
            Promise.resolve([{ id: '1', title: `Nậm Pắc (${text})`, hint: 'chi bộ bản', href: '/kit' }]),
        },
      ]}
    >
      <div className="stack">
        <Heading />
        <Figures />
        <Acts />
        <Forms />
        <Register />
        <Drawings />
        <StatePanels />
      </div>
    </AppShell>
  );
}

function Heading() {
  const [time, setTime] = useState({ asOf: '2025-12-15', boundaries: 'then' });
  const [lang, setLang] = useState<Lang>('vi');
  return (
    <div>
      <PageHeader
        title="Đảng bộ xã Mường Nhé"
        badge={<Tag tone="ok">đang hoạt động</Tag>}
        sub="Thẻ 11.070.115 · Phó bí thư Đoàn xã"
        crumbs={[
          { label: 'Tổ chức', href: '/kit' },
          { label: 'Đảng bộ tỉnh Điện Biên', href: '/kit' },
          { label: 'Mường Nhé' },
        ]}
        actions={
          <>
            <AsOfBoundaries
              value={time}
              onChange={setTime}
              dates={[{ on: '2025-06-30', label: '30/06/2025, trước khi nhập xã' }]}
            />
            <LinkButton href="/kit" icon={<PrinterIcon className="i" aria-hidden="true" />}>
              In lý lịch
            </LinkButton>
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} keyHint="N">
              Thêm
            </Button>
          </>
        }
      />
      <Segmented
        label="Ngôn ngữ của bảng mẫu"
        value={lang}
        onChange={(next) => {
          setLang(next);
          void changeLang(next);
        }}
        choices={[
          { id: 'vi', label: 'Tiếng Việt' },
          { id: 'th', label: 'ไทย' },
          { id: 'en', label: 'English' },
        ]}
      />
    </div>
  );
}

function Figures() {
  const format = useFormat();
  return (
    <>
      <Tiles>
        <FigureTile
          label="Đảng viên trong danh sách"
          value={49312}
          href="/kit"
          under="+312 so với 1/1/2026"
          trend={[3, 4, 4.4, 6, 7]}
          onExplain={() => notify('Định nghĩa I-01')}
        />
        <FigureTile
          label="Kết nạp từ đầu năm"
          value={1486}
          href="/kit"
          under="3,03 % của 49.000"
          trend={[1, 2, 3, 4]}
        />
        <FigureTile
          label="Tỷ lệ dự sinh hoạt tháng 9"
          value={88.4}
          kind="percent"
          href="/kit"
          under="39.876 / 45.108 lượt"
          trend={[3, 5, 4, 6, 5, 7]}
          breakAt={3}
        />
        <FigureTile label="Chi bộ sinh hoạt chuyên đề quý III" value={null} under="không có mẫu số" />
        <FigureTile label="Người có uy tín" value="withheld" under="ngoài phạm vi của bạn" />
      </Tiles>
      <Panel
        padded
        title="Con số trong câu"
        aside={
          <a className="link sm" href="#x">
            Con số này từ đâu?
          </a>
        }
      >
        <p>
          Kết nạp: <Figure value={37} href="/kit" /> người từ hồ sơ,{' '}
          <Figure value={700} reported="nearly" href="/kit" /> (báo đăng 2020). Tổng{' '}
          <Figure value={70000000} kind="vnd" href="/kit" />, {format.percent(83.05)},{' '}
          {format.instant('2026-09-30T01:42:00Z')}.
        </p>
      </Panel>
    </>
  );
}

function Acts() {
  const [open, setOpen] = useState<'dialog' | 'drawer' | 'confirm'>();
  const [tab, setTab] = useState('a');
  return (
    <Panel title="Nút, trạng thái, lời báo" padded>
      <div className="stack">
        <div className="row wrap">
          <Button look="primary">Nhận 40 dòng</Button>
          <Button icon={<PencilSimpleIcon className="i" aria-hidden="true" />}>Sửa</Button>
          <Button look="quiet">Về trang đầu</Button>
          <Button look="danger">Xoá bản nháp</Button>
          <Button isDisabled>Đã khoá sổ</Button>
          <IconButton label="Thêm việc">
            <DotsThreeIcon className="i" aria-hidden="true" />
          </IconButton>
          <Menu
            label="Việc khác"
            trigger={<Button>Việc khác</Button>}
            entries={[
              {
                id: '1',
                label: 'Chuyển sinh hoạt nội bộ',
                onAction: () => notify('Đã ghi.', { action: { label: 'Hoàn tác', onPress: () => undefined } }),
              },
              { id: '2', label: 'In phiếu', hint: 'P' },
            ]}
          />
          <Button onPress={() => setOpen('dialog')}>Mở hộp thoại</Button>
          <Button onPress={() => setOpen('drawer')}>Mở bên cạnh</Button>
          <Button onPress={() => setOpen('confirm')}>Hỏi lại</Button>
        </div>
        <div className="row wrap">
          <Chip tone="ok">chính thức</Chip>
          <Chip tone="sel">dự bị</Chip>
          <Chip tone="wait">tạm miễn</Chip>
          <Chip tone="late">quá 5 ngày làm việc</Chip>
          <Chip tone="two">hai bản khác nhau</Chip>
          <Chip>miễn</Chip>
          <Chip tone="line">NQ 1661/NQ-UBTVQH15</Chip>
          <Tag>chỉ năm</Tag>
          <Tag tone="two">trùng tên</Tag>
        </div>
        <Notice tone="wait" actions={<Button>Xem 4 việc</Button>}>
          Bản Huổi Lụ 2 nhập Huổi Lụ 1, chờ xác nhận: 4 việc dở dang cần đơn vị kế thừa.
        </Notice>
        <Notice tone="ok">Cộng lại đủ: 836 đảng viên, không lệch.</Notice>
        <Notice tone="two">Có hai bản khác nhau, chọn một.</Notice>
        <ProblemText problem={problem} />
        <Steps label="Các bước nhập" steps={['Chọn tệp', 'Khớp 9 cột', 'Xem trước, sửa', 'Nhận']} current={2} />
        <Tabs
          label="Chế độ xem"
          selected={tab}
          onSelect={setTab}
          tabs={[
            {
              id: 'a',
              label: 'Tất cả',
              count: 2465,
              panel: (
                <Facts
                  facts={[
                    { label: 'Người giúp đỡ', value: 'Lò Văn Pánh, chính thức' },
                    { label: 'Vào Đảng', value: <DateText date={{ on: '2017-01-01', precision: 'year' }} /> },
                  ]}
                />
              ),
            },
            {
              id: 'b',
              label: 'Dự bị sắp đủ 12 tháng',
              count: 14,
              panel: (
                <HistoryList
                  entries={[
                    {
                      id: '1',
                      when: '06/10/2026',
                      what: (
                        <>
                          Chức vụ: từ <del>2023</del> <ins>5/2023</ins>
                        </>
                      ),
                      by: 'Sùng Thị Mai · theo QĐ 17',
                    },
                  ]}
                />
              ),
            },
          ]}
        />
        <Weave />
      </div>
      <Dialog
        title="Ghi chuyển sinh hoạt"
        isOpen={open === 'dialog'}
        onClose={() => setOpen(undefined)}
        footer={
          <>
            <Button onPress={() => setOpen(undefined)}>Thôi</Button>
            <Button look="primary">Ghi</Button>
          </>
        }
      >
        <p>Nơi đi và nơi đến đều phải nhận.</p>
      </Dialog>
      <Drawer title="Lò Văn Tiến" isOpen={open === 'drawer'} onClose={() => setOpen(undefined)}>
        <p>Hồ sơ mở bên cạnh.</p>
      </Drawer>
      <ConfirmDialog
        title="Hoàn tác lần nhập này?"
        act="Hoàn tác"
        look="danger"
        isOpen={open === 'confirm'}
        onClose={() => setOpen(undefined)}
        onConfirm={() => setOpen(undefined)}
      >
        <p>63 mục trở lại như trước.</p>
      </ConfirmDialog>
    </Panel>
  );
}

function StatePanels() {
  return (
    <div className="kit-states">
      <Panel>
        <Loading what="Đang lấy 2.465 đảng viên của năm xã." rows={4} onStop={() => undefined} />
      </Panel>
      <Panel>
        <Empty title="Chưa có cuộc họp tháng 10" actions={<Button look="primary">Bắt đầu họp</Button>}>
          <p>Chi bộ Nậm Pắc thường họp ngày 5.</p>
        </Empty>
      </Panel>
      <Panel>
        <NoneFound title="Không có “nam pac 2” ở xã Mường Nhé" actions={<Button>Tìm toàn tỉnh</Button>}>
          <p>Tên cũ và không dấu đã được tìm.</p>
        </NoneFound>
      </Panel>
      <Panel>
        <ErrorState problem={problem} onRetry={() => undefined} />
      </Panel>
      <Panel>
        <NoPermission page={false} who="Quàng Thị Hạnh, Ban Tổ chức Tỉnh uỷ" />
      </Panel>
      <Panel>
        <NotFound />
      </Panel>
      <Panel>
        <OutOfDate since="2026-09-26">
          <>Mường Toong gửi lần cuối 02/10, 18:20.</>
        </OutOfDate>
      </Panel>
      <Panel>
        <Closed
          name="Chi bộ này"
          endedOn="2025-06-30"
          successor={{ name: 'Đảng bộ xã Mường Nhé', href: '/kit' }}
          historyHref="/kit"
        />
      </Panel>
      <div className="locked">
        <h3>Phần hạn chế</h3>
        <p className="sm">Bí thư chi bộ mở được từng mục; lượt mở được ghi.</p>
      </div>
    </div>
  );
}
