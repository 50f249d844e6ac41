/** The most time that four times the work may take: linear work takes 4 times as long, quadratic work 16 times. */
const MOST = 8;
const ATTEMPTS = 3;
/** Shorter times are not compared. */
const UNNOTICED_MS = 20;

/**
 * Checks that some work takes time in proportion to its size, by the times of two sizes. A busy machine
 * may disturb one attempt, so there are several.
 *
 * @throws if four times as much takes more than 8 times as long, each time.
 */
export async function linearly(work: (size: number) => unknown, size: number): Promise<void> {
	let ratio = Infinity;
	for (let attempt = 0; attempt < ATTEMPTS && ratio > MOST; attempt++) {
		const small = await timeOf(async () => await work(size));
		ratio = (await timeOf(async () => await work(4 * size))) / (small + UNNOTICED_MS);
	}
	if (ratio > MOST) throw new Error(`Four times as much took ${ratio.toFixed(1)} times as long.`);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const startedAt = performance.now();
	await work();
	return performance.now() - startedAt;
}
