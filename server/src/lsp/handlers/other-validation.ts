import { OTHER_VALIDATION, type OtherValidation } from '../../protocol';
import type { Session } from '../session';

export function onOtherValidation(session: Session): void {
  session.connection.onNotification(OTHER_VALIDATION, ({ globs }: OtherValidation) => {
    session.manifests.validatedElsewhere = globs;
    session.publisher.touch(session.manifests.workspace.snapshot.files.keys());
  });
}
