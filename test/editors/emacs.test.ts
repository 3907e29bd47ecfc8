/** Emacs with the eglot recipe of docs/editors.md, word for word, against the command line as it is shipped. */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cli } from '../support/cli';
import { REPOSITORY } from '../support/repository';
import { TemporaryFolder } from '../support/temporary-folder';

/** MESHWARD_EMACS: another one than the path has. */
const EMACS = process.env.MESHWARD_EMACS ?? 'emacs';
const HAS_MODE = "(unless (and (require 'eglot nil t) (require 'yaml-mode nil t)) (kill-emacs 1))";
const usable = spawnSync(EMACS, ['--batch', '--eval', HAS_MODE], { timeout: 20_000 }).status === 0;
const LIMIT = 90_000;

const recipe =
  /<!-- recipe: eglot -->\n```elisp\n([\s\S]*?)```/.exec(
    readFileSync(join(REPOSITORY, 'docs/editors.md'), 'utf8'),
  )?.[1] ?? '';

test('the guide has a recipe for eglot', () => {
  expect(recipe).toContain('eglot-server-programs');
});

// No test is registered as skipped: that nobody has this editor is no unfinished work.
if (!usable) console.log('Emacs with eglot and yaml-mode is not installed: its test is skipped.');
else describe('Emacs with eglot', drive);

/** What Emacs shows, told by a script that runs in it. */
interface Seen {
  readonly before: readonly string[];
  readonly offered: readonly string[];
  readonly after: readonly string[];
  readonly text: string;
  readonly trouble: string;
}

function drive(): void {
  let cli: Cli;
  let folder: TemporaryFolder;
  let seen: Seen;

  beforeAll(async () => {
    cli = await Cli.build({ withServer: true });
    folder = new TemporaryFolder();
    const workspace = folder.join('mistakes');
    cpSync(join(REPOSITORY, 'examples/mistakes'), workspace, { recursive: true });
    mkdirSync(join(workspace, '.git'));
    folder.write('bin/meshward', `#!/bin/sh\nexec '${process.execPath}' '${join(cli.home, 'dist/cli.js')}' "$@"\n`);
    chmodSync(folder.join('bin/meshward'), 0o755);
    folder.write('init.el', recipe);
    folder.write('session.el', SESSION);
    const output = folder.join('seen.json');
    await promisify(execFile)(EMACS, ['--batch', '-l', folder.join('init.el'), '-l', folder.join('session.el')], {
      cwd: workspace,
      timeout: LIMIT,
      env: {
        ...process.env,
        PATH: `${folder.join('bin')}${delimiter}${process.env.PATH}`,
        // No configuration of whoever runs this.
        HOME: folder.join('home'),
        MESHWARD_SEEN: output,
      },
    });
    seen = JSON.parse(readFileSync(output, 'utf8')) as Seen;
  }, LIMIT);
  afterAll(() => {
    cli?.remove();
    folder?.remove();
  });

  test('shows findings, applies a quick fix, and the finding is gone', () => {
    expect(seen.trouble).toBe('');
    expect(seen.before).toContainEqual(expect.stringContaining('A principal is written without spiffe://'));
    expect(seen.offered).toContainEqual(expect.stringContaining('Remove spiffe://'));
    expect(seen.text).toContain('principals: ["cluster.local/ns/user1/sa/default"]');
    expect(seen.after).not.toContainEqual(expect.stringContaining('A principal is written without'));
    expect(seen.after).not.toEqual([]);
  });
}

/** Waits for what it wants to see, at most 20 s each; writes down what it saw, whatever that was. */
const SESSION = `
(require 'json)
(require 'cl-lib)
;; A batch run leaves out what brings the major modes of installed packages.
(package-activate-all)
(setq enable-local-variables nil create-lockfiles nil make-backup-files nil)
(defvar seen (list :before [] :offered [] :after [] :text "" :trouble ""))

(defun messages ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun find-message (text)
  (cl-find-if (lambda (each) (string-match-p (regexp-quote text) (flymake-diagnostic-text each)))
              (flymake-diagnostics)))

(defun wait-for (condition)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05)
      (flymake-start))))

(condition-case problem
    (with-current-buffer (find-file-noselect "auth.yaml")
      (switch-to-buffer (current-buffer))
      ;; What a command loop would run after the file is shown.
      (run-hooks 'post-command-hook)
      (wait-for (lambda () (find-message "A principal is written")))
      (setq seen (plist-put seen :before (vconcat (messages))))
      (goto-char (flymake-diagnostic-beg (find-message "A principal is written")))
      (cl-letf (((symbol-function 'completing-read)
                 (lambda (_prompt options &rest _)
                   (let ((titles (all-completions "" options)))
                     (setq seen (plist-put seen :offered (vconcat titles)))
                     (cl-find-if (lambda (title) (string-match-p "Remove spiffe" title)) titles)))))
        ;; A key, not the mouse.
        (let ((last-nonmenu-event ?.)) (call-interactively #'eglot-code-actions)))
      ;; Sent when Emacs is idle, which a batch run never is.
      (eglot--signal-textDocument/didChange)
      (wait-for (lambda () (and (flymake-diagnostics) (not (find-message "A principal is written")))))
      (setq seen (plist-put seen :after (vconcat (messages))))
      (setq seen (plist-put seen :text (buffer-string))))
  (error (setq seen (plist-put seen :trouble (format "%S" problem)))))
(with-temp-file (getenv "MESHWARD_SEEN") (insert (json-encode seen)))
(setq kill-emacs-hook nil)
(kill-emacs 0)
`;
