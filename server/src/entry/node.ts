/** `dist/server.js`: the language server under Node. */
import { optimizeLater } from '../node/engine';
import { startServer } from '../node/server';

optimizeLater();
startServer();
