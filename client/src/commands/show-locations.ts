/** What a code lens opens: places in the peek view, or a few words where there are no places. */
import { commands, Location, Position, Range, Uri, window } from 'vscode';
import type { ProtocolLocation, ShowLocations } from '../../../server/src/protocol';

export async function showLocations({ uri, position, locations, details }: ShowLocations): Promise<void> {
  if (locations.length === 0) {
    if (details.length > 0) await window.showInformationMessage(details.join(' · '));
    return;
  }
  await commands.executeCommand(
    'editor.action.showReferences',
    Uri.parse(uri),
    new Position(position.line, position.character),
    locations.map(toLocation),
  );
}

const toLocation = ({ uri, range: { start, end } }: ProtocolLocation): Location =>
  new Location(Uri.parse(uri), new Range(start.line, start.character, end.line, end.character));
