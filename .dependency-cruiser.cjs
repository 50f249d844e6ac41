/** The direction of imports, type-only imports included (docs/architecture.md). Run by `npm run lint`. */
const SHIPPED = '^(nodes|credentials)/';

/** `from` must not import `to`. */
const forbid = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to });

module.exports = {
	forbidden: [
		{ name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
		forbid('http-knows-neither-pingone-nor-n8n', '^nodes/shared/http/', {
			path: '^nodes/shared/(pingone|node)/',
		}),
		forbid('pingone-knows-no-fields', '^nodes/shared/pingone/', { path: '^nodes/shared/node/' }),
		forbid('shared-knows-no-node', '^nodes/shared/', { path: '^(nodes/PingOne|credentials/)' }),
		forbid('nodes-know-no-http', '^nodes/PingOne', { path: '^nodes/shared/http/' }),
		forbid('nodes-know-no-other-node', '^nodes/(PingOne[^/]+)/', {
			path: '^nodes/PingOne',
			pathNot: '^nodes/$1/',
		}),
		forbid('credentials-know-no-nodes', '^credentials/', { path: '^nodes/(PingOne|shared/node/)' }),
		forbid('shipped-code-stands-alone', SHIPPED, {
			pathNot: `${SHIPPED}|^node_modules/n8n-workflow/|^(node:)?[a-z/]+$`,
		}),
		forbid('simulator-knows-no-tests', '^simulator/', { path: '^(test|bench|tools)/' }),
		forbid('support-knows-no-tools', '^test/support/', { path: '^(bench|tools)/' }),
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.dev.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^dist/' },
	},
};
