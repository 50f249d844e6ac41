import { EngineFixture, type OnError } from '../support/engine/engineFixture';
import { respondWith } from '../support/engine/pingOneUser';

const MODES: OnError[] = ['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow'];
const TOKEN = 'opaque-token-0123456789';

const fixture = EngineFixture.forEachTest();

describe.each(MODES)('where On Error is %s, a failed item does not show the token', (onError) => {
	it('that was mapped into a field that is no secret', async () => {
		const { run, received } = await fixture.reset([{ sessionId: TOKEN }], {
			onError,
			credential: { accessToken: TOKEN },
		});
		expect(received).toEqual([]);
		const { main } = run.data.resultData.runData.Node[0].data ?? {};
		// n8n itself gives an item on the error branch its input again.
		const said = main?.flatMap((items) => (items ?? []).map(({ json }) => json.error));
		const shown = JSON.stringify([said, run.data.resultData.error]);
		expect(shown).toContain('[hidden]');
		expect(shown).not.toContain(TOKEN);
	});

	it('that the service repeats', async () => {
		respondWith(fixture, /./, 400, { code: TOKEN, message: `${TOKEN} is bad` });
		const { run } = await fixture.run('get', [{ sessionId: fixture.environmentId }], {
			onError,
			credential: { accessToken: TOKEN },
		});
		expect(JSON.stringify(run.data.resultData)).toContain('[hidden]');
		expect(JSON.stringify(run.data.resultData)).not.toContain(TOKEN);
	});
});
