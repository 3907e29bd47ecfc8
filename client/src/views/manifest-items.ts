/** The rows of the view "Meshward": what they show, what a screen reader says of them, and what a click does. */
import { type Command, Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
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
      const item = group(`policies ${node.set}`, 'Policies', 'shield', false);
      item.description = String(node.policies.length);
      item.accessibilityInformation = { label: count(node.policies.length, 'policy', 'policies') };
      return item;
    }
    case 'policy':
      return policyItem(node);
    case 'scaffolds':
      return group('scaffolds', 'Scaffolds', 'tools', false);
    case 'scaffold':
      return scaffoldItem(node);
  }
}

function setItem({ id, label, open, services, policies }: Node & { row: 'set' }): TreeItem {
  const item = group(`set ${id}`, label, 'layers', open);
  const told = `${count(services, 'model', 'models')}, ${count(policies, 'policy', 'policies')}`;
  item.description = told;
  item.tooltip = `What is applied together from ${label}: ${told}`;
  item.accessibilityInformation = { label: `Manifest set ${label}: ${told}` };
  return item;
}

function serviceItem({ label, name, namespace, summary, location }: Node & { row: 'service' }): TreeItem {
  const item = new TreeItem(label);
  item.description = summary;
  item.tooltip = `InferenceService ${namespace}/${name}\nWho gets in: ${summary}`;
  item.iconPath = new ThemeIcon('chip');
  item.contextValue = 'meshward.service';
  item.accessibilityInformation = { label: `InferenceService ${name} in ${namespace}. Who gets in: ${summary}` };
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
  item.accessibilityInformation = { label: `${kind} ${name} in ${namespace}${effect === null ? '' : `, ${effect}`}` };
  if (location) item.command = open(location);
  return item;
}

function scaffoldItem({ name, title, description }: Node & { row: 'scaffold' }): TreeItem {
  const item = new TreeItem(title);
  item.tooltip = description;
  item.iconPath = new ThemeIcon('new-file');
  item.accessibilityInformation = { label: `Scaffold ${title}: ${description}` };
  const command = Object.entries(SCAFFOLD_COMMANDS).find(([, scaffold]) => scaffold === name)?.[0];
  if (command !== undefined) item.command = { command, title: `Scaffold ${title}` };
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
  return { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(uri, true), { selection }] };
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
