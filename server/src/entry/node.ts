/** `dist/server.js`: the language server under Node. */
import { startServer } from '../node/server';

startServer();
