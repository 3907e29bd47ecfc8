/** Neovim with the recipe of docs/editors.md, word for word, against the command line as it is shipped. */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cli } from '../support/cli';
import { REPOSITORY } from '../support/repository';
import { TemporaryFolder } from '../support/temporary-folder';

/** MESHWARD_NVIM: another one than the path has. */
const NVIM = process.env.MESHWARD_NVIM ?? 'nvim';
const version = /^NVIM v0\.(\d+)/.exec(spawnSync(NVIM, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
const LIMIT = 60_000;

const guide = readFileSync(join(REPOSITORY, 'docs/editors.md'), 'utf8');

function recipe(name: string): string {
  return new RegExp(`<!-- recipe: ${name} -->\n\`\`\`lua\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '';
}

test('the guide has a recipe for Neovim, old and new', () => {
  expect(recipe('neovim-0.11')).toContain("vim.lsp.enable('meshward')");
  expect(recipe('neovim-0.7')).toContain('buf_attach_client');
});

// No test is registered as skipped: that nobody has this editor is no unfinished work.
if (version === undefined) console.log('Neovim is not installed: its 2 tests are skipped.');
else describe(`Neovim 0.${version}`, () => drive(Number(version)));

/** What the window shows, told by a script that runs in it. */
interface Seen {
  readonly before: readonly string[];
  readonly closed: readonly string[];
  readonly offered: readonly string[];
  readonly after: readonly string[];
  readonly text: string;
}

function drive(minor: number): void {
  let cli: Cli;
  let folder: TemporaryFolder;
  let seen: Seen;

  beforeAll(async () => {
    cli = await Cli.build({ withServer: true });
    folder = new TemporaryFolder();
    const workspace = folder.join('mistakes');
    cpSync(join(REPOSITORY, 'examples/mistakes'), workspace, { recursive: true });
    mkdirSync(join(workspace, '.git'));
    const bin = folder.join('bin');
    folder.write('bin/meshward', `#!/bin/sh\nexec '${process.execPath}' '${join(cli.home, 'dist/cli.js')}' "$@"\n`);
    chmodSync(join(bin, 'meshward'), 0o755);
    folder.write('init.lua', recipe(minor >= 11 ? 'neovim-0.11' : 'neovim-0.7'));
    folder.write('session.lua', SESSION);
    const output = folder.join('seen.json');
    await promisify(execFile)(
      NVIM,
      ['--headless', '-n', '-i', 'NONE', '-u', folder.join('init.lua'), '-c', `luafile ${folder.join('session.lua')}`],
      {
        cwd: workspace,
        timeout: LIMIT,
        env: {
          ...process.env,
          PATH: `${bin}${delimiter}${process.env.PATH}`,
          // No plugins or logs of whoever runs this.
          XDG_CONFIG_HOME: folder.join('config'),
          XDG_STATE_HOME: folder.join('state'),
          XDG_DATA_HOME: folder.join('data'),
          XDG_CACHE_HOME: folder.join('cache'),
          MESHWARD_SEEN: output,
        },
      },
    );
    seen = JSON.parse(readFileSync(output, 'utf8')) as Seen;
  }, LIMIT);
  afterAll(() => {
    cli?.remove();
    folder?.remove();
  });

  test('shows findings of the open file and of closed ones', () => {
    expect(seen.before).toContainEqual(expect.stringContaining('A principal is written without spiffe://'));
    expect(seen.closed).toContainEqual(expect.stringMatching(/gateway\.yaml: .*has no tls/));
  });

  test('applies a quick fix, and the finding is gone', () => {
    expect(seen.offered).toContainEqual(expect.stringContaining('Remove spiffe://'));
    expect(seen.text).toContain('principals: ["cluster.local/ns/user1/sa/default"]');
    expect(seen.after).not.toContainEqual(expect.stringContaining('A principal is written without'));
    expect(seen.after).not.toEqual([]);
  });
}

/** Waits for what it wants to see, at most 20 s each; writes down what it saw, whatever that was. */
const SESSION = `
local seen = { before = {}, closed = {}, offered = {}, after = {}, text = '' }

local function messages(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(diagnostic.bufnr), ':t')
    table.insert(found, name .. ': ' .. diagnostic.message)
  end
  return found
end

local function find(buffer, text)
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    if diagnostic.message:find(text, 1, true) then return diagnostic end
  end
end

local function session()
  vim.cmd('edit auth.yaml')
  local buffer = vim.api.nvim_get_current_buf()
  vim.wait(20000, function() return find(buffer, 'A principal is written') and find(nil, 'has no tls') end, 20)
  seen.before = messages(buffer)
  seen.closed = messages(nil)

  local mistake = find(buffer, 'A principal is written')
  vim.api.nvim_win_set_cursor(0, { mistake.lnum + 1, mistake.col })
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(seen.offered, title)
    end
    for at, title in ipairs(seen.offered) do
      if title:find('Remove spiffe://', 1, true) then return choose(items[at], at) end
    end
  end
  vim.lsp.buf.code_action()
  vim.wait(20000, function() return not find(buffer, 'A principal is written') end, 20)
  seen.after = messages(buffer)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\\n')
end

local ok, problem = pcall(session)
if not ok then table.insert(seen.before, problem) end
local file = assert(io.open(os.getenv('MESHWARD_SEEN'), 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
`;
