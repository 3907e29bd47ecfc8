/** The command line in node. */
import { join } from 'node:path';
import { processHost } from '../cli/process-host';
import { runCli } from '../cli/program';
import { optimizeLater } from '../node/engine';

optimizeLater();

// The bundle lies in `dist/`, beside the server's.
const host = processHost({ home: join(__dirname, '..'), startServer: () => require(join(__dirname, 'server.js')) });

runCli(process.argv.slice(2), host).then((code) => {
  process.exitCode = code;
});
