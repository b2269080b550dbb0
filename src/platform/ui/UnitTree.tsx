import { useQueries } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button, Tree, TreeItem, TreeItemContent, type Key } from 'react-aria-components';
import { useFormat, useText } from '../messages.ts';
import { CaretRightIcon } from './icons.ts';

export type TreeNode = {
  id: string;
  name: string;
  hasChildren: boolean;
  count?: number | undefined;
  badge?: ReactNode;
  ended?: boolean;
};

/** A tree that fetches what lies below a node when it is opened. Change `queryKey` (the day, the tree) and it is fetched anew. */
export function UnitTree({
  label,
  queryKey,
  roots,
  loadChildren,
  selected,
  onSelect,
  initiallyOpen = [],
}: {
  label: string;
  queryKey: readonly unknown[];
  roots: readonly TreeNode[];
  loadChildren: (id: string, signal: AbortSignal) => Promise<readonly TreeNode[]>;
  selected?: string | undefined;
  onSelect: (node: TreeNode) => void;
  /** the ids above the selection, so that it is seen */
  initiallyOpen?: readonly string[];
}) {
  const t = useText();
  const format = useFormat();
  const [open, setOpen] = useState<ReadonlySet<Key>>(() => new Set(initiallyOpen));
  const [given, setGiven] = useState(initiallyOpen.join());
  if (given !== initiallyOpen.join()) {
    setGiven(initiallyOpen.join());
    setOpen(new Set([...open, ...initiallyOpen]));
  }
  const ids = [...open].map(String);
  const loaded = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['tree', ...queryKey, id],
      queryFn: ({ signal }: { signal: AbortSignal }) => loadChildren(id, signal),
    })),
  });
  const below = new Map(ids.map((id, at) => [id, loaded[at]?.data]));
  const known = new Map<string, TreeNode>();
  const draw = (node: TreeNode): ReactNode => {
    known.set(node.id, node);
    const children = below.get(node.id);
    return (
      <TreeItem
        key={node.id}
        id={node.id}
        textValue={node.name}
        className={`tree-item${node.ended ? ' dead' : ''}`}
        hasChildItems={node.hasChildren}
      >
        <TreeItemContent>
          {({ isExpanded, hasChildItems }) => (
            <>
              {hasChildItems ? (
                <Button slot="chevron" className="tree-open">
                  <CaretRightIcon className={`i${isExpanded ? ' open' : ''}`} aria-hidden="true" />
                </Button>
              ) : (
                <span className="tree-open" />
              )}
              <span className="tree-name">{node.name}</span>
              {node.badge}
              <span className="c">{node.count === undefined ? '' : format.number(node.count)}</span>
            </>
          )}
        </TreeItemContent>
        {open.has(node.id) && !children && node.hasChildren ? (
          <TreeItem id={`${node.id}…`} textValue={t('platform.tree.loading')} className="tree-item dead">
            <TreeItemContent>
              <span className="tree-open" />
              <span className="sk" style={{ width: '60%' }} />
            </TreeItemContent>
          </TreeItem>
        ) : null}
        {open.has(node.id) ? children?.map(draw) : null}
      </TreeItem>
    );
  };
  const choose = (id: Key): void => {
    const node = known.get(String(id));
    if (node) onSelect(node);
  };
  return (
    <Tree
      className="tree"
      aria-label={label}
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={selected ? [selected] : []}
      expandedKeys={open}
      onExpandedChange={setOpen}
      onSelectionChange={(keys) => {
        if (keys !== 'all') for (const id of keys) choose(id);
      }}
    >
      {roots.map(draw)}
    </Tree>
  );
}
