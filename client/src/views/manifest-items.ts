/** The rows of the view "Meshward": what they show, what a screen reader says of them, and what a click does. */
import { type Command, l10n, Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type {
  OverviewPolicy,
  OverviewService,
  OverviewSet,
  ProtocolLocation,
  ScaffoldInfo,
} from '../../../server/src/protocol';
import { SCAFFOLD_COMMANDS } from '../commands/scaffold-commands';

export type Node =
  | ({ readonly row: 'set'; readonly open: boolean } & OverviewSet)
  | ({ readonly row: 'service'; readonly label: string } & OverviewService)
  | { readonly row: 'policies'; readonly set: string; readonly policies: readonly OverviewPolicy[] }
  | ({ readonly row: 'policy' } & OverviewPolicy)
  | { readonly row: 'scaffolds' }
  | ({ readonly row: 'scaffold' } & ScaffoldInfo);

export function itemOf(node: Node): TreeItem {
  switch (node.row) {
    case 'set':
      return setItem(node);
    case 'service':
      return serviceItem(node);
    case 'policies': {
      const item = group(`policies:${node.set}`, l10n.t('Policies'), 'shield', false);
      item.description = String(node.policies.length);
      item.accessibilityInformation = { label: policyCount(node.policies.length) };
      return item;
    }
    case 'policy':
      return policyItem(node);
    case 'scaffolds':
      return group('scaffolds', l10n.t('Scaffolds'), 'tools', false);
    case 'scaffold':
      return scaffoldItem(node);
  }
}

function setItem({ id, label, open, services, policies }: Node & { row: 'set' }): TreeItem {
  const item = group(`set:${id}`, label, 'layers', open);
  const told = [services === 1 ? l10n.t('1 model') : l10n.t('{0} models', services), policyCount(policies)].join(', ');
  item.description = told;
  item.tooltip = l10n.t('What is applied together from {0}: {1}', label, told);
  item.accessibilityInformation = { label: l10n.t('Manifest set {0}: {1}', label, told) };
  return item;
}

function serviceItem({ label, name, namespace, summary, location }: Node & { row: 'service' }): TreeItem {
  const item = new TreeItem(label);
  item.description = summary;
  item.tooltip = `InferenceService ${namespace}/${name}\n${l10n.t('Who gets in: {0}', summary)}`;
  item.iconPath = new ThemeIcon('chip');
  item.contextValue = 'meshward.service';
  item.accessibilityInformation = {
    label: l10n.t('InferenceService {0} in {1}. Who gets in: {2}', name, namespace, summary),
  };
  if (location) item.command = open(location);
  return item;
}

const POLICY_ICONS: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'shield',
  PeerAuthentication: 'lock',
  RequestAuthentication: 'key',
};

function policyItem({ kind, name, namespace, effect, location }: Node & { row: 'policy' }): TreeItem {
  const item = new TreeItem(name);
  const told = effect === null ? '' : ` · ${effect}`;
  item.description = `${namespace}${told}`;
  item.tooltip = `${kind} ${namespace}/${name}${told}`;
  item.iconPath = new ThemeIcon(POLICY_ICONS[kind] ?? 'shield');
  item.accessibilityInformation = {
    label: `${l10n.t('{0} {1} in {2}', kind, name, namespace)}${effect === null ? '' : `, ${effect}`}`,
  };
  if (location) item.command = open(location);
  return item;
}

function scaffoldItem({ name, title, description }: Node & { row: 'scaffold' }): TreeItem {
  const item = new TreeItem(title);
  item.tooltip = description;
  item.iconPath = new ThemeIcon('new-file');
  item.accessibilityInformation = { label: l10n.t('Scaffold {0}: {1}', title, description) };
  const command = Object.entries(SCAFFOLD_COMMANDS).find(([, scaffold]) => scaffold === name)?.[0];
  if (command !== undefined) item.command = { command, title: l10n.t('Scaffold {0}', title) };
  return item;
}

/** @param id keeps it open or closed when the view is filled anew */
function group(id: string, label: string, icon: string, open: boolean): TreeItem {
  const item = new TreeItem(label, open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.iconPath = new ThemeIcon(icon);
  return item;
}

function open({ uri, range: { start } }: ProtocolLocation): Command {
  const selection = new Range(start.line, start.character, start.line, start.character);
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.parse(uri, true), { selection }] };
}

const policyCount = (count: number): string => (count === 1 ? l10n.t('1 policy') : l10n.t('{0} policies', count));
