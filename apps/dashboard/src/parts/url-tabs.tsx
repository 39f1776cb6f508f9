import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useSearchParams } from 'react-router';

interface TabOf {
  readonly id: string;
  readonly title: ReactNode;
  readonly content: ReactNode;
}

/** Tabs whose choice is in the URL (`?tab=`); the first is the default and leaves no trace. */
export function UrlTabs({ tabs, param = 'tab' }: { readonly tabs: readonly TabOf[]; readonly param?: string }) {
  const [search, setSearch] = useSearchParams();
  const chosen = tabs.find((tab) => tab.id === search.get(param)) ?? tabs[0]!;
  const choose = (id: React.Key): void =>
    setSearch((before) => (id === tabs[0]!.id ? before.delete(param) : before.set(param, String(id)), before), {
      replace: true,
    });
  return (
    <Tabs selectedKey={chosen.id} onSelectionChange={choose} className="tabs">
      <TabList aria-label="Parts of this page" className="tab-list">
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id}>
            {tab.title}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="tab-panel">
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
