const { rm } = require('node:fs/promises');
const { dest, src } = require('gulp');

/** Removes what an earlier build left, so that nothing deleted is packed. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

/** Copies what n8n reads beside the compiled files: icons, codex and output schemas. */
exports.copy = () =>
	src(['icons/*.svg', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
